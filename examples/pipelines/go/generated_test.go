package main

import (
	"os"
	"os/exec"
	"testing"
)

// The result of a test is cached until a file changes that the test itself has looked at.
var files = []string{"sipstatus.toml", "acme.toml", "internal/sipstatus/status.go"}

func TestGeneratedFilesAreCurrent(t *testing.T) {
	for _, file := range files {
		if _, err := os.Stat(file); err != nil {
			t.Error(err)
		}
	}
	if said, err := exec.Command("sipstatus", "check").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}
