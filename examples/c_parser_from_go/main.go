// Counts SIP responses by status code and reason phrase, and encodes every status-line again.
//
// Standard input: messages, each behind its length as a number of four octets, the highest first.
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"log"
	"os"
	"sort"
	"strings"
)

type response struct {
	code   int
	phrase string
}

func main() {
	input, err := io.ReadAll(os.Stdin)
	if err != nil {
		log.Fatal(err)
	}

	counts := map[response]int{}
	lines := 0
	for len(input) > 0 {
		length := binary.BigEndian.Uint32(input)
		message := input[4 : 4+length]
		input = input[4+length:]

		line, err := parse(message, lenient)
		if err != nil {
			log.Fatal(err)
		}
		if !bytes.Equal(encode(line.code, line.phrase, reasonOctets), message[:line.end]) {
			log.Fatalf("not encoded as it came: %q", message[:line.end])
		}
		counts[response{line.code, string(line.phrase)}]++
		lines++
	}

	responses := make([]response, 0, len(counts))
	for one := range counts {
		responses = append(responses, one)
	}
	sort.Slice(responses, func(i, j int) bool {
		if responses[i].code != responses[j].code {
			return responses[i].code < responses[j].code
		}
		return responses[i].phrase < responses[j].phrase
	})
	for _, one := range responses {
		phrase := strings.ToValidUTF8(one.phrase, "\uFFFD")
		fmt.Printf("%d\t%d\t%s\n", one.code, counts[one], phrase)
	}
	fmt.Printf("%d status-lines parsed and encoded again: octets equal\n", lines)
}
