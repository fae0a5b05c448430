package cache

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"reflect"
	"sync"
	"unsafe"
)

// ErrDamaged is what Decode returns, wrapped, for bytes that Encode did not
// write for that type.
var ErrDamaged = errors.New("damaged cache entry")

// Encode appends a value's compact binary form to dst. The type may be built of
// booleans, numbers, strings, arrays, slices, pointers and structs of exported
// fields; maps have no order, so that they are not allowed. Nil and empty
// slices are one. The form has no description of the type: what was encoded by
// one version of a program is read by that version only.
func Encode[T any](dst []byte, v *T) []byte {
	return codecOf(reflect.TypeFor[T]()).encode(dst, reflect.ValueOf(v).Elem())
}

// Decode reads what Encode appended. Texts of the value are parts of data, which
// must not change any more. It never panics on damaged data and never takes more
// memory than a multiple of it.
func Decode[T any](data []byte, v *T) error {
	d := decoder{data: data}
	if len(data) > 0 {
		d.text = unsafe.String(&data[0], len(data))
	}
	codecOf(reflect.TypeFor[T]()).decode(&d, reflect.ValueOf(v).Elem())
	if d.bad || d.at != len(data) {
		return fmt.Errorf("%w: %T", ErrDamaged, v)
	}
	return nil
}

// decoder reads forward; once bad, it gives zeros.
type decoder struct {
	data []byte
	text string // data as a text, of which texts are cut
	at   int
	// spent is how many bytes the things counted so far take at least.
	spent int
	bad   bool
}

func (d *decoder) uvarint() uint64 {
	n, size := binary.Uvarint(d.data[d.at:])
	if size <= 0 {
		d.fail()
		return 0
	}
	d.at += size
	return n
}

// length reads the number of things that take at least min bytes each, which
// no other things take: so all of them together are never more than the data.
func (d *decoder) length(min int) int {
	n := d.uvarint()
	min = max(min, 1)
	if n > uint64((len(d.data)-d.spent)/min) {
		d.fail()
		return 0
	}
	d.spent += int(n) * min
	return int(n)
}

func (d *decoder) take(n int) string {
	if n > len(d.text)-d.at {
		d.fail()
		return ""
	}
	d.at += n
	return d.text[d.at-n : d.at]
}

func (d *decoder) fail() { d.bad, d.at = true, len(d.data) }

// codec encodes and decodes the values of one type. least is the number of
// bytes that any value takes.
type codec struct {
	encode func(dst []byte, v reflect.Value) []byte
	decode func(d *decoder, v reflect.Value)
	least  int
}

var codecs sync.Map // of *codec, by type

func codecOf(t reflect.Type) *codec {
	if c, ok := codecs.Load(t); ok {
		return c.(*codec)
	}
	c := newCodec(t, map[reflect.Type]*codec{})
	codecs.Store(t, c)
	return c
}

// newCodec makes a type's codec; under way are those of the types around it,
// which a type may contain again.
func newCodec(t reflect.Type, underWay map[reflect.Type]*codec) *codec {
	if c, ok := underWay[t]; ok {
		return c
	}
	c := &codec{least: 1}
	underWay[t] = c
	switch t.Kind() {
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Float32, reflect.Float64:
		c.number(t.Kind())
	case reflect.String:
		c.encode = func(dst []byte, v reflect.Value) []byte {
			dst = binary.AppendUvarint(dst, uint64(v.Len()))
			return append(dst, v.String()...)
		}
		c.decode = func(d *decoder, v reflect.Value) { v.SetString(d.take(d.length(1))) }
	case reflect.Struct:
		c.structure(t, underWay)
	case reflect.Slice:
		c.slice(t, underWay)
	case reflect.Array:
		c.array(t, underWay)
	case reflect.Pointer:
		c.pointer(t, underWay)
	default:
		panic(fmt.Sprintf("cache: a %s cannot be kept", t))
	}
	return c
}

func (c *codec) number(k reflect.Kind) {
	switch k {
	case reflect.Bool:
		c.encode = func(dst []byte, v reflect.Value) []byte {
			if v.Bool() {
				return append(dst, 1)
			}
			return append(dst, 0)
		}
		c.decode = func(d *decoder, v reflect.Value) { v.SetBool(d.uvarint() == 1) }
	case reflect.Float32, reflect.Float64:
		c.encode = func(dst []byte, v reflect.Value) []byte {
			return binary.AppendUvarint(dst, math.Float64bits(v.Float()))
		}
		c.decode = func(d *decoder, v reflect.Value) { v.SetFloat(math.Float64frombits(d.uvarint())) }
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		c.encode = func(dst []byte, v reflect.Value) []byte { return binary.AppendVarint(dst, v.Int()) }
		c.decode = func(d *decoder, v reflect.Value) {
			n := d.uvarint()
			v.SetInt(int64(n>>1) ^ -int64(n&1)) // as binary.Varint folds signs
		}
	default:
		c.encode = func(dst []byte, v reflect.Value) []byte { return binary.AppendUvarint(dst, v.Uint()) }
		c.decode = func(d *decoder, v reflect.Value) { v.SetUint(d.uvarint()) }
	}
}

func (c *codec) structure(t reflect.Type, underWay map[reflect.Type]*codec) {
	fields := make([]*codec, t.NumField())
	c.least = 0
	for i := range fields {
		if !t.Field(i).IsExported() {
			panic(fmt.Sprintf("cache: %s has the field %s, which is not exported", t, t.Field(i).Name))
		}
		fields[i] = newCodec(t.Field(i).Type, underWay)
		c.least += fields[i].least
	}
	c.encode = func(dst []byte, v reflect.Value) []byte {
		for i, f := range fields {
			dst = f.encode(dst, v.Field(i))
		}
		return dst
	}
	c.decode = func(d *decoder, v reflect.Value) {
		for i, f := range fields {
			f.decode(d, v.Field(i))
		}
	}
}

func (c *codec) slice(t reflect.Type, underWay map[reflect.Type]*codec) {
	if t.Elem().Kind() == reflect.Uint8 {
		c.encode = func(dst []byte, v reflect.Value) []byte {
			dst = binary.AppendUvarint(dst, uint64(v.Len()))
			return append(dst, v.Bytes()...)
		}
		c.decode = func(d *decoder, v reflect.Value) {
			n := d.length(1)
			if d.bad || n == 0 {
				return
			}
			v.SetBytes(d.data[d.at : d.at+n : d.at+n])
			d.at += n
		}
		return
	}
	elem := newCodec(t.Elem(), underWay)
	c.encode = func(dst []byte, v reflect.Value) []byte {
		n := v.Len()
		dst = binary.AppendUvarint(dst, uint64(n))
		for i := range n {
			dst = elem.encode(dst, v.Index(i))
		}
		return dst
	}
	c.decode = func(d *decoder, v reflect.Value) {
		n := d.length(elem.least)
		if n == 0 {
			return
		}
		v.Set(reflect.MakeSlice(t, n, n))
		for i := 0; i < n && !d.bad; i++ {
			elem.decode(d, v.Index(i))
		}
	}
}

func (c *codec) array(t reflect.Type, underWay map[reflect.Type]*codec) {
	n := t.Len()
	if t.Elem().Kind() == reflect.Uint8 { // a sum
		c.least = n
		c.encode = func(dst []byte, v reflect.Value) []byte { return append(dst, v.Slice(0, n).Bytes()...) }
		c.decode = func(d *decoder, v reflect.Value) { reflect.Copy(v, reflect.ValueOf([]byte(d.take(n)))) }
		return
	}
	elem := newCodec(t.Elem(), underWay)
	c.least = n * elem.least
	c.encode = func(dst []byte, v reflect.Value) []byte {
		for i := range n {
			dst = elem.encode(dst, v.Index(i))
		}
		return dst
	}
	c.decode = func(d *decoder, v reflect.Value) {
		for i := range n {
			elem.decode(d, v.Index(i))
		}
	}
}

func (c *codec) pointer(t reflect.Type, underWay map[reflect.Type]*codec) {
	elem := newCodec(t.Elem(), underWay)
	c.encode = func(dst []byte, v reflect.Value) []byte {
		if v.IsNil() {
			return append(dst, 0)
		}
		return elem.encode(append(dst, 1), v.Elem())
	}
	c.decode = func(d *decoder, v reflect.Value) {
		if d.uvarint() != 1 {
			return
		}
		v.Set(reflect.New(t.Elem()))
		elem.decode(d, v.Elem())
	}
}
