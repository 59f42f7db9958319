package main

import (
	"fmt"

	"example.com/busy/internal/sipstatus"
)

//go:generate sipstatus generate

func main() {
	for _, code := range []int{sipstatus.StatusBusyHere, sipstatus.StatusSendFailed} {
		fmt.Println(code, sipstatus.ReasonPhrase(code))
	}
}
