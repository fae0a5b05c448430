package build

import (
	"strings"
	"testing"
)

func TestDrawingSize(t *testing.T) {
	for in, want := range map[string][2]int{
		`<svg xmlns="http://www.w3.org/2000/svg" width="640" height="320px">`:           {640, 320},
		"<?xml version=\"1.0\"?>\n<!-- c --><!DOCTYPE svg>\n<svg viewBox='0,0 40 10'/>": {1600, 400},
		`<svg width="100%" height="100%" viewBox="0 0 10 5">`:                           {1600, 800},
		`<svg width="10.4" height="9.6">`:                                               {10, 10},
		`<svg width="3em" height="2em">`:                                                {},
		`<svg viewBox="0 0 0 1">`:                                                       {},
		`<svg width="NaN" height="Inf">`:                                                {},
		`<html><svg width="1" height="1">`:                                              {},
		`no drawing`:                                                                    {},
		``:                                                                              {},
	} {
		if w, h := drawingSize(strings.NewReader(in)); w != want[0] || h != want[1] {
			t.Errorf("%s: %d, %d, want %v", in, w, h, want)
		}
	}
}
