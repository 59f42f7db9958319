// Prints what every code means, as lines of JSON: see ../expected.py.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"reflect"
	"regexp"
	"strings"
	"time"

	"sipstatus/meaning"
)

type object = map[string]interface{}

var capital = regexp.MustCompile("([a-z])([A-Z])")

// plain returns a value as JSON has it, whatever fields its struct has: words for numbers that have
// words, milliseconds for times.
func plain(value reflect.Value) interface{} {
	switch typed := value.Interface().(type) {
	case time.Duration:
		return typed.Milliseconds()
	case fmt.Stringer:
		if value.Kind() != reflect.Uint32 {
			return typed.String()
		}
		return strings.FieldsFunc(typed.String(), func(char rune) bool { return char == '|' })
	}
	switch value.Kind() {
	case reflect.Ptr:
		return plain(value.Elem())
	case reflect.Struct:
		fields := object{}
		for i := 0; i < value.NumField(); i++ {
			name := capital.ReplaceAllString(value.Type().Field(i).Name, "${1}_${2}")
			fields[strings.ToLower(name)] = plain(value.Field(i))
		}
		return fields
	case reflect.Slice, reflect.Array:
		items := make([]interface{}, value.Len())
		for i := range items {
			items[i] = plain(value.Index(i))
		}
		return items
	}
	return value.Interface()
}

// row returns a struct as an object, its field "name" under another name.
func row(record interface{}, name string) object {
	fields := plain(reflect.ValueOf(record)).(object)
	fields[name] = fields["name"]
	delete(fields, "name")
	return fields
}

func show(line object) {
	if err := json.NewEncoder(os.Stdout).Encode(line); err != nil {
		log.Fatal(err)
	}
}

func codes(cause int, profile meaning.Profile) []int {
	return []int{
		meaning.CodeForCause(cause, false, false, profile),
		meaning.CodeForCause(cause, true, false, profile),
		meaning.CodeForCause(cause, false, true, profile),
		meaning.CodeForCause(cause, true, true, profile),
	}
}

func main() {
	for code := 100; code <= 699; code++ {
		line := plain(reflect.ValueOf(meaning.Of(code))).(object)
		line["code"] = code
		phrases := map[string]string{}
		for _, language := range meaning.Languages() {
			if phrase := meaning.PhraseIn(language, code); phrase != "" {
				phrases[language] = phrase
			}
		}
		line["phrases"] = phrases
		show(line)
	}
	for _, field := range meaning.HeaderFields() {
		show(row(field, "header"))
	}
	for _, metric := range meaning.MetricFormulas() {
		line := row(metric, "metric")
		line["metric"], line["method"] = metric.Name.String(), metric.Method.String()
		show(line)
	}
	for profile := meaning.RFC3398; profile == meaning.RFC3398 || profile.String() != ""; profile++ {
		var causes []int
		for code := 100; code <= 699; code++ {
			causes = append(causes, meaning.CauseOf(code, profile))
		}
		var answers [][]int
		for cause := 1; cause <= 127; cause++ {
			answers = append(answers, codes(cause, profile))
		}
		show(object{"profile": profile.String(), "causes": causes, "codes": answers})
	}
}
