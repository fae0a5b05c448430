package glossary

import (
	"strings"
	"unicode/utf8"
)

// japanese derives the ways in which Japanese writes a loan word: with or
// without the long vowel at its end (サーバー, サーバ), clipped (アプリ), as an
// adjective (スケーラブル), and without a generic last word.
func japanese(text string) []derived {
	var out []derived
	bases := []string{text}
	for _, p := range [][2]string{{"アプリケーション", "アプリ"}, {"テクノロジー", "技術"}} {
		if stem, ok := strings.CutSuffix(text, p[0]); ok && stem != "" {
			bases = append(bases, stem+p[1])
		}
	}
	for _, b := range bases {
		for _, v := range append([]string{b}, longVowel(b)...) {
			out = append(out, derived{v, rankInflected})
		}
	}
	if stem, ok := strings.CutSuffix(text, "ビリティ"); ok && stem != "" {
		out = append(out, derived{stem + "ブル", rankStem})
		if stem, ok := strings.CutSuffix(stem, "ーラ"); ok && stem != "" {
			out = append(out, derived{stem + "ール", rankStem}, derived{stem + "ーリング", rankStem})
		}
	}
	for _, g := range []string{"アーキテクチャ", "アーキテクチャー", "アプリケーション", "アプリ", "デプロイメント", "デプロイ", "マシン",
		"パターン", "テクノロジー", "アルゴリズム", "プロトコル"} {
		rest, ok := strings.CutSuffix(text, g)
		rest = strings.TrimRight(rest, "・ ")
		if ok && utf8.RuneCountInString(rest) >= 3 && !japaneseCommon[rest] && (!latin(rest) || namesAlone(rest)) {
			out = append(out, derived{rest, rankShort})
			for _, v := range longVowel(rest) {
				out = append(out, derived{v, rankShort})
			}
		}
	}
	return out
}

var japaneseCommon = wordSet(`ソフトウェア ソフトウエア システム ネットワーク データ モバイル クラウド エンタープライズ コンピュータ コンピューター
	サービス セキュリティ サーバ サーバー クライアント ビジネス デスクトップ ネイティブ ウェブ ファイル プログラム ハードウェア デザイン
	アプリケーション アプリ バーチャル ステート クラス オブジェクト モジュール コンポーネント ユーザー ローカル リモート メッセージ
	インターネット ルーティング テスト スマート サンプル レガシー モダン 仮想化 情報化`)

// longVowel adds or removes the long vowel at the end of a word in Katakana.
func longVowel(s string) []string {
	last, size := utf8.DecodeLastRuneInString(s)
	before, _ := utf8.DecodeLastRuneInString(s[:len(s)-size])
	if scriptOf(before) != scriptKatakana || utf8.RuneCountInString(s) < 4 {
		return nil
	}
	switch {
	case last == 'ー':
		return []string{s[:len(s)-size]}
	case strings.ContainsRune("カサタナハマヤラワガザダバパャリ", last):
		return []string{s + "ー"}
	}
	return nil
}

// chinese derives the name without 性, which makes a noun of an adjective, and
// without a generic last word; what is left must be of three characters.
func chinese(text string) []derived {
	var out []derived
	add := func(rest string, r rank) {
		if utf8.RuneCountInString(rest) >= 3 && !latin(rest) {
			out = append(out, derived{rest, r})
		}
	}
	for _, p := range [][2]string{{"应用程序", "应用"}, {"應用程式", "應用"}} {
		if stem, ok := strings.CutSuffix(text, p[0]); ok {
			add(stem+p[1], rankInflected)
		}
	}
	if stem, ok := strings.CutSuffix(text, "性"); ok {
		add(stem, rankStem)
		// As scale goes with scalability: 伸缩 with 可伸缩性.
		verb := strings.TrimPrefix(stem, "可")
		if utf8.RuneCountInString(verb) == 2 && verb != stem && !chineseVerbs[verb] {
			out = append(out, derived{verb, rankStem})
		}
	}
	for _, g := range []string{"架构", "架構", "应用程序", "应用", "應用程式", "應用", "技术", "技術", "部署"} {
		if rest, ok := strings.CutSuffix(text, g); ok {
			add(strings.TrimSpace(rest), rankShort)
		}
	}
	return out
}

// chineseVerbs are everyday verbs.
var chineseVerbs = wordSet("使用 维护 管理 访问 理解 接受 操作 测试 修改 预测 替换 扩展 控制 维持 信任 信赖 依赖 重复 读写 阅读 存取 运行 配置 获得 利用 延伸 选择")
