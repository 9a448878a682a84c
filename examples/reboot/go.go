//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/reboot/{{apiTokenInstance}}"
	request, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		log.Fatal(err)
	}
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
