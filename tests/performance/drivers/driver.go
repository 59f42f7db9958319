// Reads status codes with emiago/sipgo; driver.c says how it is called.
package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"log/slog"
	"os"
	"strconv"
	"time"

	"github.com/emiago/sipgo/sip"
)

func statusCode(octets []byte) int {
	message, err := sip.ParseMessage(octets)
	if err != nil {
		return 0
	}
	if response, ok := message.(*sip.Response); ok {
		return int(response.StatusCode)
	}
	return 0
}

func main() {
	slog.SetLogLoggerLevel(slog.LevelError + 1)
	octets, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	var inputs [][]byte
	for len(octets) > 0 {
		length := binary.NativeEndian.Uint32(octets)
		inputs = append(inputs, octets[4:4+length])
		octets = octets[4+length:]
	}
	if os.Args[2] == "codes" {
		for _, input := range inputs {
			fmt.Println(statusCode(input))
		}
		return
	}
	requests := bufio.NewScanner(os.Stdin)
	sum := 0
	for requests.Scan() {
		passes, _ := strconv.Atoi(requests.Text())
		begin := time.Now()
		for range passes {
			for _, input := range inputs {
				sum += statusCode(input)
			}
		}
		fmt.Println(time.Since(begin).Nanoseconds())
	}
	if sum < 0 {
		panic(sum)
	}
}
