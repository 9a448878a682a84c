package greenapi

import (
	"encoding/json"
	"fmt"

	"sluice"
)

// Object lets read take the fields of a required object.
func (f *fields) Object(name string, read func(in *fields)) {
	value, ok := f.required(name)
	if !ok {
		return
	}
	in := &fields{within: f.within + name + "."}
	if value[0] != '{' || json.Unmarshal(value, &in.values) != nil {
		f.fail(name, "must be an object")
		return
	}
	read(in)
	f.stop(in.err)
}

// An element is a value of an array and its name in errors.
type element struct {
	name  string
	value json.RawMessage
}

// Array reads a required array with a number of elements.
func (f *fields) Array(name string, least, most int) []element {
	value, ok := f.required(name)
	if !ok {
		return nil
	}
	var values []json.RawMessage
	if value[0] != '[' || json.Unmarshal(value, &values) != nil {
		f.fail(name, "must be an array")
		return nil
	}
	switch {
	case len(values) < least:
		f.fail(name, "must contain at least %d items", least)
		return nil
	case len(values) > most:
		f.fail(name, "must contain less than or equal to %d items", most)
		return nil
	}
	list := make([]element, len(values))
	for i, value := range values {
		list[i] = element{fmt.Sprintf("%s[%d]", name, i), value}
	}
	return list
}

// chatIn reads a chatId of an array.
func (f *fields) chatIn(e element) sluice.ChatID {
	if integral(e.value) {
		return f.chat(e.name, string(e.value))
	}
	return f.chat(e.name, f.text(e.name, e.value, maxBody))
}

// Message reads a required idMessage. One that is none is of no message.
func (f *fields) Message(name string) sluice.MessageID {
	id, ok := sluice.ParseMessageID(f.Word(name, maxBody))
	if !ok {
		f.stop(errNoMessage)
	}
	return id
}

// group reads the number of a group, under either of its names.
func (f *fields) group() sluice.ChatID {
	if _, ok := f.given("groupId"); ok {
		if _, both := f.given("chatId"); !both {
			return f.Chat("groupId")
		}
	}
	return f.Chat("chatId")
}
