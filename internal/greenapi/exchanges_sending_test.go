package greenapi_test

import (
	"net/http"
	"strings"

	"sluice"
)

// asked is an exchange with a body.
func asked(name, body string) exchange {
	return exchange{name: name, verb: http.MethodPost, body: body}
}

// long is a text of n characters.
func long(n int) string { return strings.Repeat("щ", n) }

// to is a body with a chat and more.
func to(more string) string { return `{"chatId":"10000000",` + more + `}` }

// sendingExchanges are those of the methods that send something else than texts
// and files of the request.
func sendingExchanges() map[string][]exchange {
	const file = `"urlFile":"https://example.com/a.pdf","fileName":"a.pdf"`
	const person = `"contact":{"phoneContact":79876543210,"firstName":"Example"}`
	const poll = `"message":"Q?","options":["a","b"]`
	const common = `,"quotedMessageId":"1763115112345","typingTime":5000,"typingType":"choose_contact"`
	return map[string][]exchange{
		"sendFileByUrl": {
			asked("a file", to(file)),
			asked("all fields", to(file+`,"caption":"c"`+common)),
			asked("our own file", to(`"urlFile":"https://sluice.example/download/4900/x.pdf","fileName":"a.pdf"`)),
			asked("no chat", `{`+file+`}`),
			asked("no address", to(`"fileName":"a.pdf"`)),
			asked("an address that is none", to(`"urlFile":"example.com/a.pdf","fileName":"a.pdf"`)),
			asked("an address of another kind", to(`"urlFile":"file:///etc/passwd","fileName":"a.pdf"`)),
			asked("an address too long", to(`"urlFile":"https://example.com/`+strings.Repeat("a", 2048)+`","fileName":"a.pdf"`)),
			asked("an address that is a number", to(`"urlFile":5,"fileName":"a.pdf"`)),
			asked("this machine", to(`"urlFile":"http://127.0.0.1/a.pdf","fileName":"a.pdf"`)),
			asked("no name", to(`"urlFile":"https://example.com/a.pdf"`)),
			asked("an empty name", to(`"urlFile":"https://example.com/a.pdf","fileName":""`)),
			asked("a name too long", to(`"urlFile":"https://example.com/a.pdf","fileName":"`+long(256)+`"`)),
			asked("a caption too long", to(file+`,"caption":"`+long(1025)+`"`)),
			asked("a caption of 1024", to(file+`,"caption":"`+long(1024)+`"`)),
			asked("the queue is full", to(file)).in(fails(&sluice.Error{Code: sluice.Full})),
		},
		"sendLocation": {
			asked("a point", to(`"latitude":55.755826,"longitude":37.6173`)),
			asked("a venue, numbers as strings", to(`"latitude":"-90","longitude":"1.8e2","nameLocation":"n","address":"a"`+common)),
			asked("a point of Go's 32 bits", to(`"latitude":55.755825,"longitude":37.617298`)),
			asked("no chat", `{"latitude":1,"longitude":2}`),
			asked("no latitude", to(`"longitude":2`)),
			asked("no longitude", to(`"latitude":2,"longitude":null`)),
			asked("an empty latitude", to(`"latitude":"","longitude":2`)),
			asked("a word", to(`"latitude":"north","longitude":2`)),
			asked("a boolean", to(`"latitude":true,"longitude":2`)),
			asked("not a number for Go", to(`"latitude":"NaN","longitude":2`)),
			asked("too far north", to(`"latitude":90.1,"longitude":2`)),
			asked("too far south", to(`"latitude":-90.1,"longitude":2`)),
			asked("too far east", to(`"latitude":1,"longitude":181`)),
			asked("too far west", to(`"latitude":1,"longitude":"-181"`)),
			asked("a name too long", to(`"latitude":1,"longitude":2,"nameLocation":"`+long(256)+`"`)),
			asked("an address that is a number", to(`"latitude":1,"longitude":2,"address":5`)),
		},
		"sendContact": {
			asked("a person", to(person)),
			asked("all fields", to(`"contact":{"phoneContact":"79876543210","firstName":"A","middleName":"B","lastName":"C","company":"D","x":1}`+common)),
			asked("a company", to(`"contact":{"phoneContact":112,"firstName":"","company":"Rescue"}`)),
			asked("no chat", `{`+person+`}`),
			asked("no contact", to(`"x":1`)),
			asked("a contact that is a list", to(`"contact":[]`)),
			asked("no phone", to(`"contact":{"firstName":"A"}`)),
			asked("a phone with a plus", to(`"contact":{"phoneContact":"+79876543210","firstName":"A"}`)),
			asked("a short phone", to(`"contact":{"phoneContact":99,"firstName":"A"}`)),
			asked("a long phone", to(`"contact":{"phoneContact":1000000000000000000,"firstName":"A"}`)),
			asked("no name", to(`"contact":{"phoneContact":112}`)),
			asked("a blank name", to(`"contact":{"phoneContact":112,"lastName":"  "}`)),
			asked("a long name", to(`"contact":{"phoneContact":112,"middleName":"`+long(65)+`"}`)),
			asked("a name that is a number", to(`"contact":{"phoneContact":112,"company":5}`)),
		},
		"sendPoll": {
			asked("strings", to(poll)),
			asked("objects and strings", to(`"message":"Q?","options":[{"optionName":"a"},"b"],"type":"regular","multipleAnswers":true,"isAnonymous":false,"correctOptionId":9`+common)),
			asked("a quiz", to(poll+`,"type":"quiz","multipleAnswers":false,"correctOptionId":"1"`)),
			asked("no chat", `{`+poll+`}`),
			asked("no question", to(`"options":["a","b"]`)),
			asked("a long question", to(`"message":"`+long(256)+`","options":["a","b"]`)),
			asked("no options", to(`"message":"Q?"`)),
			asked("options that are a word", to(`"message":"Q?","options":"a"`)),
			asked("one option", to(`"message":"Q?","options":["a"]`)),
			asked("thirteen", to(`"message":"Q?","options":["a","b","c","d","e","f","g","h","i","j","k","l","m"]`)),
			asked("the same twice", to(`"message":"Q?","options":["a",{"optionName":"a"}]`)),
			asked("an empty option", to(`"message":"Q?","options":["a",""]`)),
			asked("a long option", to(`"message":"Q?","options":["a","`+long(101)+`"]`)),
			asked("an option that is a number", to(`"message":"Q?","options":["a",5]`)),
			asked("an option that is null", to(`"message":"Q?","options":["a",null]`)),
			asked("an object without a name", to(`"message":"Q?","options":["a",{}]`)),
			asked("an object with a number", to(`"message":"Q?","options":["a",{"optionName":5}]`)),
			asked("an unknown type", to(poll+`,"type":"exam"`)),
			asked("multiple is a word", to(poll+`,"multipleAnswers":"yes"`)),
			asked("anonymous is a number", to(poll+`,"isAnonymous":1`)),
			asked("a quiz with many answers", to(poll+`,"type":"quiz","multipleAnswers":true,"isAnonymous":1`)),
			asked("a quiz without the right one", to(poll+`,"type":"quiz"`)),
			asked("a quiz with one that is not there", to(poll+`,"type":"quiz","correctOptionId":2`)),
			asked("a quiz with one before the first", to(poll+`,"type":"quiz","correctOptionId":-1`)),
		},
		"forwardMessages": {
			asked("two", `{"chatId":"20000000","chatIdFrom":"10000000","messages":["1763115112345","1763115112346"]}`),
			asked("from a phone", `{"chatId":"20000000","chatIdFrom":"79876543210@c.us","messages":["1763115112345"]}`),
			asked("no chat", `{"chatIdFrom":"10000000","messages":["1763115112345"]}`),
			asked("no source", to(`"messages":["1763115112345"]`)),
			asked("no messages", to(`"chatIdFrom":"10000000"`)),
			asked("an empty list", to(`"chatIdFrom":"10000000","messages":[]`)),
			asked("a word", to(`"chatIdFrom":"10000000","messages":"1763115112345"`)),
			asked("too many", to(`"chatIdFrom":"10000000","messages":[`+strings.Repeat(`"1763115112345",`, 100)+`"1763115112345"]`)),
			asked("a number in it", to(`"chatIdFrom":"10000000","messages":[1763115112345]`)),
			asked("unknown", to(`"chatIdFrom":"10000000","messages":["1763115112345","1763115112399"]`)),
			asked("no id", to(`"chatIdFrom":"10000000","messages":["BAE5"]`)),
			asked("of another chat", to(`"chatIdFrom":"20000000","messages":["1763115112345"]`)),
			asked("one that failed", to(`"chatIdFrom":"10000000","messages":["1763115112399"]`)).in(func(w *world) {
				w.journal.sent("1763115112399", "10000000", sluice.StatusFailed, 0)
			}),
			asked("one that is queued", to(`"chatIdFrom":"10000000","messages":["1763115112399"]`)).in(func(w *world) {
				w.journal.sent("1763115112399", "10000000", sluice.StatusPending, 0)
			}),
			asked("a fault of ours", to(`"chatIdFrom":"10000000","messages":["1763115112345"]`)).in(broken),
		},
	}
}
