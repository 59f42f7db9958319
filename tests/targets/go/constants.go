// Prints every constant and what every function says of every int: see ../expected.py.
package main

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"log"
	"sort"
	"strings"

	"sipstatus"
)

// constants returns the constants of status codes as a compiler sees them, since no program can
// list those of a package; sorted by code, and former names behind the one that replaced them.
func constants() []*types.Const {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "status.go", nil, 0)
	if err != nil {
		log.Fatal(err)
	}
	pkg, err := new(types.Config).Check("sipstatus", files, []*ast.File{file}, nil)
	if err != nil {
		log.Fatal(err)
	}
	var found []*types.Const
	for _, name := range pkg.Scope().Names() {
		if object, ok := pkg.Scope().Lookup(name).(*types.Const); ok && strings.HasPrefix(name, "Status") {
			found = append(found, object)
		}
	}
	sort.Slice(found, func(i, j int) bool { return found[i].Pos() < found[j].Pos() })
	sort.SliceStable(found, func(i, j int) bool { return value(found[i]) < value(found[j]) })
	return found
}

func value(object *types.Const) int64 {
	code, _ := constant.Int64Val(object.Val())
	return code
}

func main() {
	known := constants()
	code := sipstatus.Fallback(0) // of the type that codes have: int, unless the output has its own
	for code = 100; code <= 699; code++ {
		for _, object := range known {
			if value(object) == int64(code) {
				name := strings.TrimPrefix(object.Name(), "Status")
				line := strings.TrimSuffix(sipstatus.StatusLine(code), "\r\n")
				fmt.Printf("%d\t%s\t%s\t", code, name, sipstatus.ReasonPhrase(code))
				fmt.Printf("%d\t%d\t%s\n", sipstatus.Class(code), sipstatus.Fallback(code), line)
			}
		}
	}
	fmt.Println()
	code = 0
	for code != -2 {
		fallback := "-"
		if sipstatus.Fallback(code) != 0 {
			fallback = fmt.Sprint(sipstatus.Fallback(code))
		}
		fmt.Printf("%d\t%s\t", code, sipstatus.ReasonPhrase(code))
		fmt.Printf("%d\t%s\t", sipstatus.Class(code), fallback)
		for _, is := range []bool{
			sipstatus.IsProvisional(code), sipstatus.IsFinal(code), sipstatus.IsSuccess(code),
			sipstatus.IsRedirection(code), sipstatus.IsRequestFailure(code),
			sipstatus.IsServerFailure(code), sipstatus.IsGlobalFailure(code),
		} {
			fmt.Print(map[bool]int{true: 1}[is])
		}
		fmt.Println()
		switch code {
		case 999:
			code = -1
		case -1:
			code = -2
		default:
			code++
		}
	}
}
