//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
)

func main() {
	url := "{{mediaUrl}}/waInstance{{idInstance}}/uploadFile/{{apiTokenInstance}}"
	file, err := os.Open("a.txt")
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	request, err := http.NewRequest(http.MethodPost, url, file)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "text/plain")
	request.Header.Set("GA-Filename", "a.txt")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(answer))
}
