package view

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"
)

// Fingerprint returns the sum of a view, or of a pointer to one: SHA-256, cut
// to 128 bits, over its type and all its fields in an encoding in which no two
// different values look alike (every length and every dynamic type is
// written, nil differs from empty, maps are sorted, a time is its instant with
// its zone). An HTML counts by its Sum alone, and so does a struct whose first
// field is a Sum that is not zero: what stands on many pages is summed up once.
// The same value gives the same sum in every process and on every machine.
//
// It panics for a value that is not plain data (unexported fields, functions,
// channels), which is a bug in the view's type. It is safe for concurrent use.
func Fingerprint(v any) Sum {
	p := scratch.Get().(*[]byte)
	buf := (*p)[:0]
	rv := reflect.ValueOf(v)
	for rv.Kind() == reflect.Pointer && !rv.IsNil() {
		rv = rv.Elem()
	}
	if rv.IsValid() {
		plan := planOf(rv.Type())
		buf = appendString(buf, plan.name)
		buf = plan.encode(buf, rv)
	}
	full := sha256.Sum256(buf)
	*p = buf
	scratch.Put(p)
	return Sum(full[:16])
}

// SumOf returns the sum of some parts, each with its length: what an HTML's
// Sum is made from.
func SumOf(parts ...[]byte) Sum {
	h := sha256.New()
	var n [8]byte
	for _, p := range parts {
		binary.LittleEndian.PutUint64(n[:], uint64(len(p)))
		h.Write(n[:])
		h.Write(p)
	}
	return Sum(h.Sum(nil)[:16])
}

var scratch = sync.Pool{New: func() any { b := make([]byte, 0, 16<<10); return &b }}

// plan is how values of one type are written. It is made once for each type.
type plan struct {
	// name tells the type from all others; it is written only where the type
	// does not follow from what came before: at the top and in interfaces.
	name   string
	encode func([]byte, reflect.Value) []byte
}

var plans sync.Map // reflect.Type -> *plan

func planOf(t reflect.Type) *plan {
	if p, ok := plans.Load(t); ok {
		return p.(*plan)
	}
	p, _ := plans.LoadOrStore(t, &plan{name: typeName(t), encode: encoderOf(t)})
	return p.(*plan)
}

func typeName(t reflect.Type) string {
	if t.PkgPath() != "" {
		return t.PkgPath() + "." + t.Name()
	}
	return t.String()
}

var (
	htmlType = reflect.TypeFor[HTML]()
	timeType = reflect.TypeFor[time.Time]()
	sumType  = reflect.TypeFor[Sum]()
)

// encoderOf builds the encoder of a type. Encoders of element types are looked
// up when they are first used, because types may be recursive.
func encoderOf(t reflect.Type) func([]byte, reflect.Value) []byte {
	switch t {
	case htmlType:
		return func(b []byte, v reflect.Value) []byte { return appendSum(b, v.Field(0)) }
	case timeType:
		return encodeTime
	}
	switch t.Kind() {
	case reflect.Bool:
		return func(b []byte, v reflect.Value) []byte { return append(b, bit(v.Bool())) }
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return func(b []byte, v reflect.Value) []byte { return binary.AppendVarint(b, v.Int()) }
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return func(b []byte, v reflect.Value) []byte { return binary.AppendUvarint(b, v.Uint()) }
	case reflect.Float32, reflect.Float64:
		return func(b []byte, v reflect.Value) []byte {
			return binary.LittleEndian.AppendUint64(b, math.Float64bits(v.Float()))
		}
	case reflect.String:
		return func(b []byte, v reflect.Value) []byte { return appendString(b, v.String()) }
	case reflect.Struct:
		return structEncoder(t)
	case reflect.Slice, reflect.Array:
		return listEncoder(t)
	case reflect.Map:
		return mapEncoder(t)
	case reflect.Pointer:
		elem := lazy(t.Elem())
		return func(b []byte, v reflect.Value) []byte {
			if v.IsNil() {
				return append(b, 0)
			}
			return elem().encode(append(b, 1), v.Elem())
		}
	case reflect.Interface:
		return encodeInterface
	}
	panic(fmt.Sprintf("view: a %s is not plain data and has no fingerprint", t))
}

// lazy returns a function that finds the plan of a type once.
func lazy(t reflect.Type) func() *plan { return sync.OnceValue(func() *plan { return planOf(t) }) }

func structEncoder(t reflect.Type) func([]byte, reflect.Value) []byte {
	fields := make([]func() *plan, t.NumField())
	for i := range fields {
		if f := t.Field(i); !f.IsExported() {
			panic(fmt.Sprintf("view: field %s of %s is not exported and would be left out of the fingerprint", f.Name, t))
		} else {
			fields[i] = lazy(f.Type)
		}
	}
	summed := len(fields) > 0 && t.Field(0).Type == sumType
	return func(b []byte, v reflect.Value) []byte {
		if summed && !v.Field(0).IsZero() {
			return appendSum(b, v.Field(0))
		}
		for i, f := range fields {
			b = f().encode(b, v.Field(i))
		}
		return b
	}
}

// appendSum appends the bytes of a Sum.
func appendSum(b []byte, v reflect.Value) []byte {
	if v.CanAddr() {
		return append(b, v.Bytes()...)
	}
	for i := range v.Len() {
		b = append(b, byte(v.Index(i).Uint()))
	}
	return b
}

func listEncoder(t reflect.Type) func([]byte, reflect.Value) []byte {
	elem, slice := lazy(t.Elem()), t.Kind() == reflect.Slice
	return func(b []byte, v reflect.Value) []byte {
		n := v.Len()
		if slice {
			// One more than the length, so that nil differs from empty.
			if v.IsNil() {
				return append(b, 0)
			}
			b = binary.AppendUvarint(b, uint64(n)+1)
		}
		if n == 0 {
			return b
		}
		encode := elem().encode
		for i := range n {
			b = encode(b, v.Index(i))
		}
		return b
	}
}

func mapEncoder(t reflect.Type) func([]byte, reflect.Value) []byte {
	key, elem := lazy(t.Key()), lazy(t.Elem())
	return func(b []byte, v reflect.Value) []byte {
		if v.IsNil() {
			return append(b, 0)
		}
		b = binary.AppendUvarint(b, uint64(v.Len())+1)
		type entry struct {
			key   string
			value reflect.Value
		}
		entries := make([]entry, 0, v.Len())
		for it := v.MapRange(); it.Next(); {
			entries = append(entries, entry{string(key().encode(nil, it.Key())), it.Value()})
		}
		slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.key, b.key) })
		for _, e := range entries {
			b = append(b, e.key...)
			b = elem().encode(b, e.value)
		}
		return b
	}
}

func encodeInterface(b []byte, v reflect.Value) []byte {
	if v.IsNil() {
		return append(b, 0)
	}
	v = v.Elem()
	p := planOf(v.Type())
	b = appendString(append(b, 1), p.name)
	return p.encode(b, v)
}

func encodeTime(b []byte, v reflect.Value) []byte {
	// Interface panics on values got through unexported fields; there are none.
	t := v.Interface().(time.Time)
	zone, offset := t.Zone()
	b = binary.AppendVarint(b, t.Unix())
	b = binary.AppendVarint(b, int64(t.Nanosecond()))
	b = binary.AppendVarint(b, int64(offset))
	return appendString(b, zone)
}

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func bit(v bool) byte {
	if v {
		return 1
	}
	return 0
}
