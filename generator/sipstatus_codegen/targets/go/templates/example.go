package main

import (
	"fmt"

	"sipstatus"
	"sipstatus/meaning"
)

func main() {
	code := sipstatus.StatusBusyHere
	fmt.Println(code, sipstatus.ReasonPhrase(code))
	if sipstatus.IsFinal(code) {
		fmt.Println("final")
	}
	busy := meaning.Of(code)
	for _, option := range busy.Retry.Options {
		fmt.Println("try", option)
	}
	fmt.Println("cause", busy.ISUP.Cause)
}
