import{_ as e,a as t,b as n,c as r,d as i,f as a,g as o,h as s,i as c,l,m as u,n as d,o as f,p,r as m,s as h,t as g,u as _,v,x as y,y as b}from"./index-0J1rmlJy.js";var x=Object.assign({"../../../examples/addGroupParticipant/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/addGroupParticipant/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "-10000000000000",
        "participantChatId": "10000000"
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/addGroupParticipant/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/addGroupParticipant/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "-10000000000000",
        "participantChatId": "10000000"
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
`,"../../../examples/addGroupParticipant/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/addGroupParticipant/{{apiTokenInstance}}' \\
--header 'Content-Type: application/json' \\
--data '{
    "chatId": "-10000000000000",
    "participantChatId": "10000000"
}'
`,"../../../examples/addGroupParticipant/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/addGroupParticipant/{{apiTokenInstance}}"
	body := strings.NewReader(\`{
    "chatId": "-10000000000000",
    "participantChatId": "10000000"
}\`)
	request, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
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
`,"../../../examples/addGroupParticipant/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/addGroupParticipant/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '-10000000000000',
    participantChatId: '10000000',
  }),
});
console.log(await response.text());
`,"../../../examples/addGroupParticipant/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/addGroupParticipant/{{apiTokenInstance}}';
$data = [
    'chatId' => '-10000000000000',
    'participantChatId' => '10000000',
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode($data),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/addGroupParticipant/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/addGroupParticipant/{{apiTokenInstance}}"

payload = {
    "chatId": "-10000000000000",
    "participantChatId": "10000000"
}

response = requests.post(url, json=payload)

print(response.text)
`,"../../../examples/addGroupParticipant/vba.bas":`Sub AddGroupParticipant()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim body As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/addGroupParticipant/{{apiTokenInstance}}"
    body = "{""chatId"": ""-10000000000000"", ""participantChatId"": ""10000000""}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "application/json"
    http.Send body

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/archiveChat/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/archiveChat/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000"
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/archiveChat/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/archiveChat/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000"
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
`,"../../../examples/archiveChat/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/archiveChat/{{apiTokenInstance}}' \\
--header 'Content-Type: application/json' \\
--data '{
    "chatId": "10000000"
}'
`,"../../../examples/archiveChat/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/archiveChat/{{apiTokenInstance}}"
	body := strings.NewReader(\`{
    "chatId": "10000000"
}\`)
	request, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
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
`,"../../../examples/archiveChat/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/archiveChat/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '10000000',
  }),
});
console.log(await response.text());
`,"../../../examples/archiveChat/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/archiveChat/{{apiTokenInstance}}';
$data = [
    'chatId' => '10000000',
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode($data),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/archiveChat/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/archiveChat/{{apiTokenInstance}}"

payload = {
    "chatId": "10000000"
}

response = requests.post(url, json=payload)

print(response.text)
`,"../../../examples/archiveChat/vba.bas":`Sub ArchiveChat()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim body As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/archiveChat/{{apiTokenInstance}}"
    body = "{""chatId"": ""10000000""}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "application/json"
    http.Send body

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/checkAccount/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/checkAccount/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "phoneNumber": 79876543210
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/checkAccount/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/checkAccount/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "phoneNumber": 79876543210
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
`,"../../../examples/checkAccount/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/checkAccount/{{apiTokenInstance}}' \\
--header 'Content-Type: application/json' \\
--data '{
    "phoneNumber": 79876543210
}'
`,"../../../examples/checkAccount/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/checkAccount/{{apiTokenInstance}}"
	body := strings.NewReader(\`{
    "phoneNumber": 79876543210
}\`)
	request, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
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
`,"../../../examples/checkAccount/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/checkAccount/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    phoneNumber: 79876543210,
  }),
});
console.log(await response.text());
`,"../../../examples/checkAccount/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/checkAccount/{{apiTokenInstance}}';
$data = [
    'phoneNumber' => 79876543210,
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode($data),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/checkAccount/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/checkAccount/{{apiTokenInstance}}"

payload = {
    "phoneNumber": 79876543210
}

response = requests.post(url, json=payload)

print(response.text)
`,"../../../examples/checkAccount/vba.bas":`Sub CheckAccount()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim body As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/checkAccount/{{apiTokenInstance}}"
    body = "{""phoneNumber"": 79876543210}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "application/json"
    http.Send body

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/clearMessagesQueue/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/clearMessagesQueue/")
    .append("{{apiTokenInstance}}");

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.GET, null, String.class);
System.out.println(response.getBody());
`,"../../../examples/clearMessagesQueue/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/clearMessagesQueue/")
    .append("{{apiTokenInstance}}");

var response = Unirest.get(requestUrl.toString())
    .asString();

System.out.println(response.getBody());
`,"../../../examples/clearMessagesQueue/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/clearMessagesQueue/{{apiTokenInstance}}'
`,"../../../examples/clearMessagesQueue/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/clearMessagesQueue/{{apiTokenInstance}}"
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
`,"../../../examples/clearMessagesQueue/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/clearMessagesQueue/{{apiTokenInstance}}';

const response = await fetch(url);
console.log(await response.text());
`,"../../../examples/clearMessagesQueue/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/clearMessagesQueue/{{apiTokenInstance}}';

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/clearMessagesQueue/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/clearMessagesQueue/{{apiTokenInstance}}"

response = requests.get(url)

print(response.text)
`,"../../../examples/clearMessagesQueue/vba.bas":`Sub ClearMessagesQueue()
    Dim url As String
    Dim http As Object
    Dim response As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/clearMessagesQueue/{{apiTokenInstance}}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "GET", url, False
    http.Send

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/clearWebhooksQueue/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/clearWebhooksQueue/")
    .append("{{apiTokenInstance}}");

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.DELETE, null, String.class);
System.out.println(response.getBody());
`,"../../../examples/clearWebhooksQueue/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/clearWebhooksQueue/")
    .append("{{apiTokenInstance}}");

var response = Unirest.delete(requestUrl.toString())
    .asString();

System.out.println(response.getBody());
`,"../../../examples/clearWebhooksQueue/curl.sh":`curl --location --request DELETE '{{apiUrl}}/waInstance{{idInstance}}/clearWebhooksQueue/{{apiTokenInstance}}'
`,"../../../examples/clearWebhooksQueue/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/clearWebhooksQueue/{{apiTokenInstance}}"
	request, err := http.NewRequest(http.MethodDelete, url, nil)
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
`,"../../../examples/clearWebhooksQueue/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/clearWebhooksQueue/{{apiTokenInstance}}';

const response = await fetch(url, { method: 'DELETE' });
console.log(await response.text());
`,"../../../examples/clearWebhooksQueue/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/clearWebhooksQueue/{{apiTokenInstance}}';

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_CUSTOMREQUEST => 'DELETE',
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/clearWebhooksQueue/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/clearWebhooksQueue/{{apiTokenInstance}}"

response = requests.delete(url)

print(response.text)
`,"../../../examples/clearWebhooksQueue/vba.bas":`Sub ClearWebhooksQueue()
    Dim url As String
    Dim http As Object
    Dim response As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/clearWebhooksQueue/{{apiTokenInstance}}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "DELETE", url, False
    http.Send

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/createGroup/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/createGroup/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "groupName": "Team",
        "chatIds": [
            "10000000"
        ],
        "type": "supergroup"
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/createGroup/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/createGroup/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "groupName": "Team",
        "chatIds": [
            "10000000"
        ],
        "type": "supergroup"
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
`,"../../../examples/createGroup/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/createGroup/{{apiTokenInstance}}' \\
--header 'Content-Type: application/json' \\
--data '{
    "groupName": "Team",
    "chatIds": [
        "10000000"
    ],
    "type": "supergroup"
}'
`,"../../../examples/createGroup/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/createGroup/{{apiTokenInstance}}"
	body := strings.NewReader(\`{
    "groupName": "Team",
    "chatIds": [
        "10000000"
    ],
    "type": "supergroup"
}\`)
	request, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
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
`,"../../../examples/createGroup/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/createGroup/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    groupName: 'Team',
    chatIds: ['10000000'],
    type: 'supergroup',
  }),
});
console.log(await response.text());
`,"../../../examples/createGroup/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/createGroup/{{apiTokenInstance}}';
$data = [
    'groupName' => 'Team',
    'chatIds' => ['10000000'],
    'type' => 'supergroup',
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode($data),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/createGroup/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/createGroup/{{apiTokenInstance}}"

payload = {
    "groupName": "Team",
    "chatIds": ["10000000"],
    "type": "supergroup"
}

response = requests.post(url, json=payload)

print(response.text)
`,"../../../examples/createGroup/vba.bas":`Sub CreateGroup()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim body As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/createGroup/{{apiTokenInstance}}"
    body = "{""groupName"": ""Team"", ""chatIds"": [""10000000""], ""type"": ""supergroup""}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "application/json"
    http.Send body

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/createInstance/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/partner/createInstance/")
    .append("{{partnerToken}}");

var requestBody = """
    {
        "name": "shop",
        "delaySendMessagesMilliseconds": 3000
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/createInstance/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/partner/createInstance/")
    .append("{{partnerToken}}");

var requestBody = """
    {
        "name": "shop",
        "delaySendMessagesMilliseconds": 3000
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
`,"../../../examples/createInstance/curl.sh":`curl --location '{{apiUrl}}/partner/createInstance/{{partnerToken}}' \\
--header 'Content-Type: application/json' \\
--data '{
    "name": "shop",
    "delaySendMessagesMilliseconds": 3000
}'
`,"../../../examples/createInstance/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

func main() {
	url := "{{apiUrl}}/partner/createInstance/{{partnerToken}}"
	body := strings.NewReader(\`{
    "name": "shop",
    "delaySendMessagesMilliseconds": 3000
}\`)
	request, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
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
`,"../../../examples/createInstance/js.mjs":`const url = '{{apiUrl}}/partner/createInstance/{{partnerToken}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    name: 'shop',
    delaySendMessagesMilliseconds: 3000,
  }),
});
console.log(await response.text());
`,"../../../examples/createInstance/php.php":`<?php

$url = '{{apiUrl}}/partner/createInstance/{{partnerToken}}';
$data = [
    'name' => 'shop',
    'delaySendMessagesMilliseconds' => 3000,
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode($data),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/createInstance/python.py":`import requests

url = "{{apiUrl}}/partner/createInstance/{{partnerToken}}"

payload = {
    "name": "shop",
    "delaySendMessagesMilliseconds": 3000
}

response = requests.post(url, json=payload)

print(response.text)
`,"../../../examples/createInstance/vba.bas":`Sub CreateInstance()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim body As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/partner/createInstance/{{partnerToken}}"
    body = "{""name"": ""shop"", ""delaySendMessagesMilliseconds"": 3000}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "application/json"
    http.Send body

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/deleteInstanceAccount/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/partner/deleteInstanceAccount/")
    .append("{{partnerToken}}");

var requestBody = """
    {
        "idInstance": 4900000002
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/deleteInstanceAccount/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/partner/deleteInstanceAccount/")
    .append("{{partnerToken}}");

var requestBody = """
    {
        "idInstance": 4900000002
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
`,"../../../examples/deleteInstanceAccount/curl.sh":`curl --location '{{apiUrl}}/partner/deleteInstanceAccount/{{partnerToken}}' \\
--header 'Content-Type: application/json' \\
--data '{
    "idInstance": 4900000002
}'
`,"../../../examples/deleteInstanceAccount/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

func main() {
	url := "{{apiUrl}}/partner/deleteInstanceAccount/{{partnerToken}}"
	body := strings.NewReader(\`{
    "idInstance": 4900000002
}\`)
	request, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
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
`,"../../../examples/deleteInstanceAccount/js.mjs":`const url = '{{apiUrl}}/partner/deleteInstanceAccount/{{partnerToken}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    idInstance: 4900000002,
  }),
});
console.log(await response.text());
`,"../../../examples/deleteInstanceAccount/php.php":`<?php

$url = '{{apiUrl}}/partner/deleteInstanceAccount/{{partnerToken}}';
$data = [
    'idInstance' => 4900000002,
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode($data),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/deleteInstanceAccount/python.py":`import requests

url = "{{apiUrl}}/partner/deleteInstanceAccount/{{partnerToken}}"

payload = {
    "idInstance": 4900000002
}

response = requests.post(url, json=payload)

print(response.text)
`,"../../../examples/deleteInstanceAccount/vba.bas":`Sub DeleteInstanceAccount()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim body As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/partner/deleteInstanceAccount/{{partnerToken}}"
    body = "{""idInstance"": 4900000002}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "application/json"
    http.Send body

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/deleteMessage/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/deleteMessage/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000",
        "idMessage": "1763115112346"
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/deleteMessage/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/deleteMessage/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000",
        "idMessage": "1763115112346"
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
`,"../../../examples/deleteMessage/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/deleteMessage/{{apiTokenInstance}}' \\
--header 'Content-Type: application/json' \\
--data '{
    "chatId": "10000000",
    "idMessage": "1763115112346"
}'
`,"../../../examples/deleteMessage/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/deleteMessage/{{apiTokenInstance}}"
	body := strings.NewReader(\`{
    "chatId": "10000000",
    "idMessage": "1763115112346"
}\`)
	request, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
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
`,"../../../examples/deleteMessage/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/deleteMessage/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '10000000',
    idMessage: '1763115112346',
  }),
});
console.log(await response.text());
`,"../../../examples/deleteMessage/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/deleteMessage/{{apiTokenInstance}}';
$data = [
    'chatId' => '10000000',
    'idMessage' => '1763115112346',
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode($data),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/deleteMessage/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/deleteMessage/{{apiTokenInstance}}"

payload = {
    "chatId": "10000000",
    "idMessage": "1763115112346"
}

response = requests.post(url, json=payload)

print(response.text)
`,"../../../examples/deleteMessage/vba.bas":`Sub DeleteMessage()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim body As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/deleteMessage/{{apiTokenInstance}}"
    body = "{""chatId"": ""10000000"", ""idMessage"": ""1763115112346""}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "application/json"
    http.Send body

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/deleteNotification/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/deleteNotification/")
    .append("{{apiTokenInstance}}")
    .append("/1234567");

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.DELETE, null, String.class);
System.out.println(response.getBody());
`,"../../../examples/deleteNotification/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/deleteNotification/")
    .append("{{apiTokenInstance}}")
    .append("/1234567");

var response = Unirest.delete(requestUrl.toString())
    .asString();

System.out.println(response.getBody());
`,"../../../examples/deleteNotification/curl.sh":`curl --location --request DELETE '{{apiUrl}}/waInstance{{idInstance}}/deleteNotification/{{apiTokenInstance}}/1234567'
`,"../../../examples/deleteNotification/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/deleteNotification/{{apiTokenInstance}}/1234567"
	request, err := http.NewRequest(http.MethodDelete, url, nil)
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
`,"../../../examples/deleteNotification/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/deleteNotification/{{apiTokenInstance}}/1234567';

const response = await fetch(url, { method: 'DELETE' });
console.log(await response.text());
`,"../../../examples/deleteNotification/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/deleteNotification/{{apiTokenInstance}}/1234567';

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_CUSTOMREQUEST => 'DELETE',
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/deleteNotification/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/deleteNotification/{{apiTokenInstance}}/1234567"

response = requests.delete(url)

print(response.text)
`,"../../../examples/deleteNotification/vba.bas":`Sub DeleteNotification()
    Dim url As String
    Dim http As Object
    Dim response As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/deleteNotification/{{apiTokenInstance}}/1234567"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "DELETE", url, False
    http.Send

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/downloadFile/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/downloadFile/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000",
        "idMessage": "1763115112346"
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/downloadFile/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/downloadFile/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000",
        "idMessage": "1763115112346"
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
`,"../../../examples/downloadFile/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/downloadFile/{{apiTokenInstance}}' \\
--header 'Content-Type: application/json' \\
--data '{
    "chatId": "10000000",
    "idMessage": "1763115112346"
}'
`,"../../../examples/downloadFile/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/downloadFile/{{apiTokenInstance}}"
	body := strings.NewReader(\`{
    "chatId": "10000000",
    "idMessage": "1763115112346"
}\`)
	request, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
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
`,"../../../examples/downloadFile/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/downloadFile/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '10000000',
    idMessage: '1763115112346',
  }),
});
console.log(await response.text());
`,"../../../examples/downloadFile/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/downloadFile/{{apiTokenInstance}}';
$data = [
    'chatId' => '10000000',
    'idMessage' => '1763115112346',
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode($data),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/downloadFile/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/downloadFile/{{apiTokenInstance}}"

payload = {
    "chatId": "10000000",
    "idMessage": "1763115112346"
}

response = requests.post(url, json=payload)

print(response.text)
`,"../../../examples/downloadFile/vba.bas":`Sub DownloadFile()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim body As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/downloadFile/{{apiTokenInstance}}"
    body = "{""chatId"": ""10000000"", ""idMessage"": ""1763115112346""}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "application/json"
    http.Send body

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/editMessage/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/editMessage/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000",
        "idMessage": "1763115112346",
        "message": "new text"
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/editMessage/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/editMessage/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000",
        "idMessage": "1763115112346",
        "message": "new text"
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
`,"../../../examples/editMessage/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/editMessage/{{apiTokenInstance}}' \\
--header 'Content-Type: application/json' \\
--data '{
    "chatId": "10000000",
    "idMessage": "1763115112346",
    "message": "new text"
}'
`,"../../../examples/editMessage/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/editMessage/{{apiTokenInstance}}"
	body := strings.NewReader(\`{
    "chatId": "10000000",
    "idMessage": "1763115112346",
    "message": "new text"
}\`)
	request, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
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
`,"../../../examples/editMessage/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/editMessage/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '10000000',
    idMessage: '1763115112346',
    message: 'new text',
  }),
});
console.log(await response.text());
`,"../../../examples/editMessage/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/editMessage/{{apiTokenInstance}}';
$data = [
    'chatId' => '10000000',
    'idMessage' => '1763115112346',
    'message' => 'new text',
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode($data),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/editMessage/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/editMessage/{{apiTokenInstance}}"

payload = {
    "chatId": "10000000",
    "idMessage": "1763115112346",
    "message": "new text"
}

response = requests.post(url, json=payload)

print(response.text)
`,"../../../examples/editMessage/vba.bas":`Sub EditMessage()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim body As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/editMessage/{{apiTokenInstance}}"
    body = "{""chatId"": ""10000000"", ""idMessage"": ""1763115112346"", ""message"": ""new text""}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "application/json"
    http.Send body

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/forwardMessages/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/forwardMessages/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000",
        "chatIdFrom": "10000000",
        "messages": [
            "1763115112345",
            "1763115112346"
        ]
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/forwardMessages/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/forwardMessages/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000",
        "chatIdFrom": "10000000",
        "messages": [
            "1763115112345",
            "1763115112346"
        ]
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
`,"../../../examples/forwardMessages/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/forwardMessages/{{apiTokenInstance}}' \\
--header 'Content-Type: application/json' \\
--data '{
    "chatId": "10000000",
    "chatIdFrom": "10000000",
    "messages": [
        "1763115112345",
        "1763115112346"
    ]
}'
`,"../../../examples/forwardMessages/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/forwardMessages/{{apiTokenInstance}}"
	body := strings.NewReader(\`{
    "chatId": "10000000",
    "chatIdFrom": "10000000",
    "messages": [
        "1763115112345",
        "1763115112346"
    ]
}\`)
	request, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
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
`,"../../../examples/forwardMessages/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/forwardMessages/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '10000000',
    chatIdFrom: '10000000',
    messages: ['1763115112345', '1763115112346'],
  }),
});
console.log(await response.text());
`,"../../../examples/forwardMessages/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/forwardMessages/{{apiTokenInstance}}';
$data = [
    'chatId' => '10000000',
    'chatIdFrom' => '10000000',
    'messages' => ['1763115112345', '1763115112346'],
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode($data),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/forwardMessages/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/forwardMessages/{{apiTokenInstance}}"

payload = {
    "chatId": "10000000",
    "chatIdFrom": "10000000",
    "messages": ["1763115112345", "1763115112346"]
}

response = requests.post(url, json=payload)

print(response.text)
`,"../../../examples/forwardMessages/vba.bas":`Sub ForwardMessages()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim body As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/forwardMessages/{{apiTokenInstance}}"
    body = "{""chatId"": ""10000000"", ""chatIdFrom"": ""10000000"", ""messages"": [""1763115112345"", ""1763115112346""]}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "application/json"
    http.Send body

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/getAccountSettings/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/getAccountSettings/")
    .append("{{apiTokenInstance}}");

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.GET, null, String.class);
System.out.println(response.getBody());
`,"../../../examples/getAccountSettings/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/getAccountSettings/")
    .append("{{apiTokenInstance}}");

var response = Unirest.get(requestUrl.toString())
    .asString();

System.out.println(response.getBody());
`,"../../../examples/getAccountSettings/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/getAccountSettings/{{apiTokenInstance}}'
`,"../../../examples/getAccountSettings/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/getAccountSettings/{{apiTokenInstance}}"
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
`,"../../../examples/getAccountSettings/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/getAccountSettings/{{apiTokenInstance}}';

const response = await fetch(url);
console.log(await response.text());
`,"../../../examples/getAccountSettings/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/getAccountSettings/{{apiTokenInstance}}';

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/getAccountSettings/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/getAccountSettings/{{apiTokenInstance}}"

response = requests.get(url)

print(response.text)
`,"../../../examples/getAccountSettings/vba.bas":`Sub GetAccountSettings()
    Dim url As String
    Dim http As Object
    Dim response As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/getAccountSettings/{{apiTokenInstance}}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "GET", url, False
    http.Send

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/getAvatar/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/getAvatar/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000"
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/getAvatar/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/getAvatar/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000"
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
`,"../../../examples/getAvatar/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/getAvatar/{{apiTokenInstance}}' \\
--header 'Content-Type: application/json' \\
--data '{
    "chatId": "10000000"
}'
`,"../../../examples/getAvatar/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/getAvatar/{{apiTokenInstance}}"
	body := strings.NewReader(\`{
    "chatId": "10000000"
}\`)
	request, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
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
`,"../../../examples/getAvatar/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/getAvatar/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '10000000',
  }),
});
console.log(await response.text());
`,"../../../examples/getAvatar/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/getAvatar/{{apiTokenInstance}}';
$data = [
    'chatId' => '10000000',
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode($data),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/getAvatar/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/getAvatar/{{apiTokenInstance}}"

payload = {
    "chatId": "10000000"
}

response = requests.post(url, json=payload)

print(response.text)
`,"../../../examples/getAvatar/vba.bas":`Sub GetAvatar()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim body As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/getAvatar/{{apiTokenInstance}}"
    body = "{""chatId"": ""10000000""}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "application/json"
    http.Send body

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/getChatHistory/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/getChatHistory/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000",
        "count": 10
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/getChatHistory/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/getChatHistory/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000",
        "count": 10
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
`,"../../../examples/getChatHistory/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/getChatHistory/{{apiTokenInstance}}' \\
--header 'Content-Type: application/json' \\
--data '{
    "chatId": "10000000",
    "count": 10
}'
`,"../../../examples/getChatHistory/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/getChatHistory/{{apiTokenInstance}}"
	body := strings.NewReader(\`{
    "chatId": "10000000",
    "count": 10
}\`)
	request, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
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
`,"../../../examples/getChatHistory/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/getChatHistory/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '10000000',
    count: 10,
  }),
});
console.log(await response.text());
`,"../../../examples/getChatHistory/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/getChatHistory/{{apiTokenInstance}}';
$data = [
    'chatId' => '10000000',
    'count' => 10,
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode($data),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/getChatHistory/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/getChatHistory/{{apiTokenInstance}}"

payload = {
    "chatId": "10000000",
    "count": 10
}

response = requests.post(url, json=payload)

print(response.text)
`,"../../../examples/getChatHistory/vba.bas":`Sub GetChatHistory()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim body As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/getChatHistory/{{apiTokenInstance}}"
    body = "{""chatId"": ""10000000"", ""count"": 10}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "application/json"
    http.Send body

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/getChats/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/getChats/")
    .append("{{apiTokenInstance}}")
    .append("?count=100");

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.GET, null, String.class);
System.out.println(response.getBody());
`,"../../../examples/getChats/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/getChats/")
    .append("{{apiTokenInstance}}")
    .append("?count=100");

var response = Unirest.get(requestUrl.toString())
    .asString();

System.out.println(response.getBody());
`,"../../../examples/getChats/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/getChats/{{apiTokenInstance}}?count=100'
`,"../../../examples/getChats/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/getChats/{{apiTokenInstance}}?count=100"
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
`,"../../../examples/getChats/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/getChats/{{apiTokenInstance}}?count=100';

const response = await fetch(url);
console.log(await response.text());
`,"../../../examples/getChats/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/getChats/{{apiTokenInstance}}?count=100';

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/getChats/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/getChats/{{apiTokenInstance}}?count=100"

response = requests.get(url)

print(response.text)
`,"../../../examples/getChats/vba.bas":`Sub GetChats()
    Dim url As String
    Dim http As Object
    Dim response As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/getChats/{{apiTokenInstance}}?count=100"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "GET", url, False
    http.Send

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/getContactInfo/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/getContactInfo/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000"
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/getContactInfo/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/getContactInfo/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000"
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
`,"../../../examples/getContactInfo/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/getContactInfo/{{apiTokenInstance}}' \\
--header 'Content-Type: application/json' \\
--data '{
    "chatId": "10000000"
}'
`,"../../../examples/getContactInfo/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/getContactInfo/{{apiTokenInstance}}"
	body := strings.NewReader(\`{
    "chatId": "10000000"
}\`)
	request, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
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
`,"../../../examples/getContactInfo/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/getContactInfo/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '10000000',
  }),
});
console.log(await response.text());
`,"../../../examples/getContactInfo/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/getContactInfo/{{apiTokenInstance}}';
$data = [
    'chatId' => '10000000',
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode($data),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/getContactInfo/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/getContactInfo/{{apiTokenInstance}}"

payload = {
    "chatId": "10000000"
}

response = requests.post(url, json=payload)

print(response.text)
`,"../../../examples/getContactInfo/vba.bas":`Sub GetContactInfo()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim body As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/getContactInfo/{{apiTokenInstance}}"
    body = "{""chatId"": ""10000000""}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "application/json"
    http.Send body

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/getContacts/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/getContacts/")
    .append("{{apiTokenInstance}}")
    .append("?count=100");

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.GET, null, String.class);
System.out.println(response.getBody());
`,"../../../examples/getContacts/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/getContacts/")
    .append("{{apiTokenInstance}}")
    .append("?count=100");

var response = Unirest.get(requestUrl.toString())
    .asString();

System.out.println(response.getBody());
`,"../../../examples/getContacts/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/getContacts/{{apiTokenInstance}}?count=100'
`,"../../../examples/getContacts/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/getContacts/{{apiTokenInstance}}?count=100"
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
`,"../../../examples/getContacts/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/getContacts/{{apiTokenInstance}}?count=100';

const response = await fetch(url);
console.log(await response.text());
`,"../../../examples/getContacts/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/getContacts/{{apiTokenInstance}}?count=100';

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/getContacts/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/getContacts/{{apiTokenInstance}}?count=100"

response = requests.get(url)

print(response.text)
`,"../../../examples/getContacts/vba.bas":`Sub GetContacts()
    Dim url As String
    Dim http As Object
    Dim response As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/getContacts/{{apiTokenInstance}}?count=100"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "GET", url, False
    http.Send

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/getGroupData/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/getGroupData/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "-10000000000000"
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/getGroupData/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/getGroupData/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "-10000000000000"
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
`,"../../../examples/getGroupData/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/getGroupData/{{apiTokenInstance}}' \\
--header 'Content-Type: application/json' \\
--data '{
    "chatId": "-10000000000000"
}'
`,"../../../examples/getGroupData/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/getGroupData/{{apiTokenInstance}}"
	body := strings.NewReader(\`{
    "chatId": "-10000000000000"
}\`)
	request, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
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
`,"../../../examples/getGroupData/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/getGroupData/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '-10000000000000',
  }),
});
console.log(await response.text());
`,"../../../examples/getGroupData/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/getGroupData/{{apiTokenInstance}}';
$data = [
    'chatId' => '-10000000000000',
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode($data),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/getGroupData/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/getGroupData/{{apiTokenInstance}}"

payload = {
    "chatId": "-10000000000000"
}

response = requests.post(url, json=payload)

print(response.text)
`,"../../../examples/getGroupData/vba.bas":`Sub GetGroupData()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim body As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/getGroupData/{{apiTokenInstance}}"
    body = "{""chatId"": ""-10000000000000""}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "application/json"
    http.Send body

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/getInstances/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/partner/getInstances/")
    .append("{{partnerToken}}");

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.GET, null, String.class);
System.out.println(response.getBody());
`,"../../../examples/getInstances/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/partner/getInstances/")
    .append("{{partnerToken}}");

var response = Unirest.get(requestUrl.toString())
    .asString();

System.out.println(response.getBody());
`,"../../../examples/getInstances/curl.sh":`curl --location '{{apiUrl}}/partner/getInstances/{{partnerToken}}'
`,"../../../examples/getInstances/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
)

func main() {
	url := "{{apiUrl}}/partner/getInstances/{{partnerToken}}"
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
`,"../../../examples/getInstances/js.mjs":`const url = '{{apiUrl}}/partner/getInstances/{{partnerToken}}';

const response = await fetch(url);
console.log(await response.text());
`,"../../../examples/getInstances/php.php":`<?php

$url = '{{apiUrl}}/partner/getInstances/{{partnerToken}}';

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/getInstances/python.py":`import requests

url = "{{apiUrl}}/partner/getInstances/{{partnerToken}}"

response = requests.get(url)

print(response.text)
`,"../../../examples/getInstances/vba.bas":`Sub GetInstances()
    Dim url As String
    Dim http As Object
    Dim response As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/partner/getInstances/{{partnerToken}}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "GET", url, False
    http.Send

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/getMessage/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/getMessage/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000",
        "idMessage": "1763115112345"
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/getMessage/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/getMessage/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000",
        "idMessage": "1763115112345"
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
`,"../../../examples/getMessage/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/getMessage/{{apiTokenInstance}}' \\
--header 'Content-Type: application/json' \\
--data '{
    "chatId": "10000000",
    "idMessage": "1763115112345"
}'
`,"../../../examples/getMessage/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/getMessage/{{apiTokenInstance}}"
	body := strings.NewReader(\`{
    "chatId": "10000000",
    "idMessage": "1763115112345"
}\`)
	request, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
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
`,"../../../examples/getMessage/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/getMessage/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '10000000',
    idMessage: '1763115112345',
  }),
});
console.log(await response.text());
`,"../../../examples/getMessage/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/getMessage/{{apiTokenInstance}}';
$data = [
    'chatId' => '10000000',
    'idMessage' => '1763115112345',
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode($data),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/getMessage/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/getMessage/{{apiTokenInstance}}"

payload = {
    "chatId": "10000000",
    "idMessage": "1763115112345"
}

response = requests.post(url, json=payload)

print(response.text)
`,"../../../examples/getMessage/vba.bas":`Sub GetMessage()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim body As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/getMessage/{{apiTokenInstance}}"
    body = "{""chatId"": ""10000000"", ""idMessage"": ""1763115112345""}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "application/json"
    http.Send body

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/getMessagesCount/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/getMessagesCount/")
    .append("{{apiTokenInstance}}");

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.GET, null, String.class);
System.out.println(response.getBody());
`,"../../../examples/getMessagesCount/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/getMessagesCount/")
    .append("{{apiTokenInstance}}");

var response = Unirest.get(requestUrl.toString())
    .asString();

System.out.println(response.getBody());
`,"../../../examples/getMessagesCount/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/getMessagesCount/{{apiTokenInstance}}'
`,"../../../examples/getMessagesCount/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/getMessagesCount/{{apiTokenInstance}}"
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
`,"../../../examples/getMessagesCount/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/getMessagesCount/{{apiTokenInstance}}';

const response = await fetch(url);
console.log(await response.text());
`,"../../../examples/getMessagesCount/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/getMessagesCount/{{apiTokenInstance}}';

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/getMessagesCount/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/getMessagesCount/{{apiTokenInstance}}"

response = requests.get(url)

print(response.text)
`,"../../../examples/getMessagesCount/vba.bas":`Sub GetMessagesCount()
    Dim url As String
    Dim http As Object
    Dim response As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/getMessagesCount/{{apiTokenInstance}}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "GET", url, False
    http.Send

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/getSettings/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/getSettings/")
    .append("{{apiTokenInstance}}");

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.GET, null, String.class);
System.out.println(response.getBody());
`,"../../../examples/getSettings/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/getSettings/")
    .append("{{apiTokenInstance}}");

var response = Unirest.get(requestUrl.toString())
    .asString();

System.out.println(response.getBody());
`,"../../../examples/getSettings/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/getSettings/{{apiTokenInstance}}'
`,"../../../examples/getSettings/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/getSettings/{{apiTokenInstance}}"
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
`,"../../../examples/getSettings/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/getSettings/{{apiTokenInstance}}';

const response = await fetch(url);
console.log(await response.text());
`,"../../../examples/getSettings/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/getSettings/{{apiTokenInstance}}';

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/getSettings/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/getSettings/{{apiTokenInstance}}"

response = requests.get(url)

print(response.text)
`,"../../../examples/getSettings/vba.bas":`Sub GetSettings()
    Dim url As String
    Dim http As Object
    Dim response As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/getSettings/{{apiTokenInstance}}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "GET", url, False
    http.Send

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/getStateInstance/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/getStateInstance/")
    .append("{{apiTokenInstance}}");

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.GET, null, String.class);
System.out.println(response.getBody());
`,"../../../examples/getStateInstance/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/getStateInstance/")
    .append("{{apiTokenInstance}}");

var response = Unirest.get(requestUrl.toString())
    .asString();

System.out.println(response.getBody());
`,"../../../examples/getStateInstance/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/getStateInstance/{{apiTokenInstance}}'
`,"../../../examples/getStateInstance/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/getStateInstance/{{apiTokenInstance}}"
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
`,"../../../examples/getStateInstance/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/getStateInstance/{{apiTokenInstance}}';

const response = await fetch(url);
console.log(await response.text());
`,"../../../examples/getStateInstance/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/getStateInstance/{{apiTokenInstance}}';

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/getStateInstance/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/getStateInstance/{{apiTokenInstance}}"

response = requests.get(url)

print(response.text)
`,"../../../examples/getStateInstance/vba.bas":`Sub GetStateInstance()
    Dim url As String
    Dim http As Object
    Dim response As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/getStateInstance/{{apiTokenInstance}}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "GET", url, False
    http.Send

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/getWebhooksCount/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/getWebhooksCount/")
    .append("{{apiTokenInstance}}");

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.GET, null, String.class);
System.out.println(response.getBody());
`,"../../../examples/getWebhooksCount/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/getWebhooksCount/")
    .append("{{apiTokenInstance}}");

var response = Unirest.get(requestUrl.toString())
    .asString();

System.out.println(response.getBody());
`,"../../../examples/getWebhooksCount/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/getWebhooksCount/{{apiTokenInstance}}'
`,"../../../examples/getWebhooksCount/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/getWebhooksCount/{{apiTokenInstance}}"
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
`,"../../../examples/getWebhooksCount/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/getWebhooksCount/{{apiTokenInstance}}';

const response = await fetch(url);
console.log(await response.text());
`,"../../../examples/getWebhooksCount/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/getWebhooksCount/{{apiTokenInstance}}';

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/getWebhooksCount/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/getWebhooksCount/{{apiTokenInstance}}"

response = requests.get(url)

print(response.text)
`,"../../../examples/getWebhooksCount/vba.bas":`Sub GetWebhooksCount()
    Dim url As String
    Dim http As Object
    Dim response As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/getWebhooksCount/{{apiTokenInstance}}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "GET", url, False
    http.Send

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/lastIncomingMessages/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/lastIncomingMessages/")
    .append("{{apiTokenInstance}}")
    .append("?minutes=1440");

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.GET, null, String.class);
System.out.println(response.getBody());
`,"../../../examples/lastIncomingMessages/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/lastIncomingMessages/")
    .append("{{apiTokenInstance}}")
    .append("?minutes=1440");

var response = Unirest.get(requestUrl.toString())
    .asString();

System.out.println(response.getBody());
`,"../../../examples/lastIncomingMessages/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/lastIncomingMessages/{{apiTokenInstance}}?minutes=1440'
`,"../../../examples/lastIncomingMessages/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/lastIncomingMessages/{{apiTokenInstance}}?minutes=1440"
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
`,"../../../examples/lastIncomingMessages/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/lastIncomingMessages/{{apiTokenInstance}}?minutes=1440';

const response = await fetch(url);
console.log(await response.text());
`,"../../../examples/lastIncomingMessages/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/lastIncomingMessages/{{apiTokenInstance}}?minutes=1440';

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/lastIncomingMessages/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/lastIncomingMessages/{{apiTokenInstance}}?minutes=1440"

response = requests.get(url)

print(response.text)
`,"../../../examples/lastIncomingMessages/vba.bas":`Sub LastIncomingMessages()
    Dim url As String
    Dim http As Object
    Dim response As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/lastIncomingMessages/{{apiTokenInstance}}?minutes=1440"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "GET", url, False
    http.Send

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/lastOutgoingMessages/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/lastOutgoingMessages/")
    .append("{{apiTokenInstance}}")
    .append("?minutes=1440");

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.GET, null, String.class);
System.out.println(response.getBody());
`,"../../../examples/lastOutgoingMessages/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/lastOutgoingMessages/")
    .append("{{apiTokenInstance}}")
    .append("?minutes=1440");

var response = Unirest.get(requestUrl.toString())
    .asString();

System.out.println(response.getBody());
`,"../../../examples/lastOutgoingMessages/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/lastOutgoingMessages/{{apiTokenInstance}}?minutes=1440'
`,"../../../examples/lastOutgoingMessages/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/lastOutgoingMessages/{{apiTokenInstance}}?minutes=1440"
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
`,"../../../examples/lastOutgoingMessages/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/lastOutgoingMessages/{{apiTokenInstance}}?minutes=1440';

const response = await fetch(url);
console.log(await response.text());
`,"../../../examples/lastOutgoingMessages/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/lastOutgoingMessages/{{apiTokenInstance}}?minutes=1440';

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/lastOutgoingMessages/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/lastOutgoingMessages/{{apiTokenInstance}}?minutes=1440"

response = requests.get(url)

print(response.text)
`,"../../../examples/lastOutgoingMessages/vba.bas":`Sub LastOutgoingMessages()
    Dim url As String
    Dim http As Object
    Dim response As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/lastOutgoingMessages/{{apiTokenInstance}}?minutes=1440"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "GET", url, False
    http.Send

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/leaveGroup/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/leaveGroup/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "-10000000000000"
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/leaveGroup/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/leaveGroup/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "-10000000000000"
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
`,"../../../examples/leaveGroup/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/leaveGroup/{{apiTokenInstance}}' \\
--header 'Content-Type: application/json' \\
--data '{
    "chatId": "-10000000000000"
}'
`,"../../../examples/leaveGroup/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/leaveGroup/{{apiTokenInstance}}"
	body := strings.NewReader(\`{
    "chatId": "-10000000000000"
}\`)
	request, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
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
`,"../../../examples/leaveGroup/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/leaveGroup/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '-10000000000000',
  }),
});
console.log(await response.text());
`,"../../../examples/leaveGroup/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/leaveGroup/{{apiTokenInstance}}';
$data = [
    'chatId' => '-10000000000000',
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode($data),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/leaveGroup/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/leaveGroup/{{apiTokenInstance}}"

payload = {
    "chatId": "-10000000000000"
}

response = requests.post(url, json=payload)

print(response.text)
`,"../../../examples/leaveGroup/vba.bas":`Sub LeaveGroup()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim body As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/leaveGroup/{{apiTokenInstance}}"
    body = "{""chatId"": ""-10000000000000""}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "application/json"
    http.Send body

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/logout/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/logout/")
    .append("{{apiTokenInstance}}");

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.GET, null, String.class);
System.out.println(response.getBody());
`,"../../../examples/logout/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/logout/")
    .append("{{apiTokenInstance}}");

var response = Unirest.get(requestUrl.toString())
    .asString();

System.out.println(response.getBody());
`,"../../../examples/logout/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/logout/{{apiTokenInstance}}'
`,"../../../examples/logout/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/logout/{{apiTokenInstance}}"
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
`,"../../../examples/logout/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/logout/{{apiTokenInstance}}';

const response = await fetch(url);
console.log(await response.text());
`,"../../../examples/logout/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/logout/{{apiTokenInstance}}';

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/logout/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/logout/{{apiTokenInstance}}"

response = requests.get(url)

print(response.text)
`,"../../../examples/logout/vba.bas":`Sub Logout()
    Dim url As String
    Dim http As Object
    Dim response As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/logout/{{apiTokenInstance}}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "GET", url, False
    http.Send

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/qr/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/qr/")
    .append("{{apiTokenInstance}}");

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.GET, null, String.class);
System.out.println(response.getBody());
`,"../../../examples/qr/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/qr/")
    .append("{{apiTokenInstance}}");

var response = Unirest.get(requestUrl.toString())
    .asString();

System.out.println(response.getBody());
`,"../../../examples/qr/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/qr/{{apiTokenInstance}}'
`,"../../../examples/qr/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/qr/{{apiTokenInstance}}"
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
`,"../../../examples/qr/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/qr/{{apiTokenInstance}}';

const response = await fetch(url);
console.log(await response.text());
`,"../../../examples/qr/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/qr/{{apiTokenInstance}}';

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/qr/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/qr/{{apiTokenInstance}}"

response = requests.get(url)

print(response.text)
`,"../../../examples/qr/vba.bas":`Sub Qr()
    Dim url As String
    Dim http As Object
    Dim response As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/qr/{{apiTokenInstance}}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "GET", url, False
    http.Send

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/readChat/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/readChat/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000"
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/readChat/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/readChat/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000"
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
`,"../../../examples/readChat/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/readChat/{{apiTokenInstance}}' \\
--header 'Content-Type: application/json' \\
--data '{
    "chatId": "10000000"
}'
`,"../../../examples/readChat/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/readChat/{{apiTokenInstance}}"
	body := strings.NewReader(\`{
    "chatId": "10000000"
}\`)
	request, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
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
`,"../../../examples/readChat/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/readChat/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '10000000',
  }),
});
console.log(await response.text());
`,"../../../examples/readChat/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/readChat/{{apiTokenInstance}}';
$data = [
    'chatId' => '10000000',
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode($data),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/readChat/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/readChat/{{apiTokenInstance}}"

payload = {
    "chatId": "10000000"
}

response = requests.post(url, json=payload)

print(response.text)
`,"../../../examples/readChat/vba.bas":`Sub ReadChat()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim body As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/readChat/{{apiTokenInstance}}"
    body = "{""chatId"": ""10000000""}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "application/json"
    http.Send body

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/reboot/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/reboot/")
    .append("{{apiTokenInstance}}");

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.GET, null, String.class);
System.out.println(response.getBody());
`,"../../../examples/reboot/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/reboot/")
    .append("{{apiTokenInstance}}");

var response = Unirest.get(requestUrl.toString())
    .asString();

System.out.println(response.getBody());
`,"../../../examples/reboot/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/reboot/{{apiTokenInstance}}'
`,"../../../examples/reboot/go.go":`//go:build ignore

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
`,"../../../examples/reboot/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/reboot/{{apiTokenInstance}}';

const response = await fetch(url);
console.log(await response.text());
`,"../../../examples/reboot/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/reboot/{{apiTokenInstance}}';

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/reboot/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/reboot/{{apiTokenInstance}}"

response = requests.get(url)

print(response.text)
`,"../../../examples/reboot/vba.bas":`Sub Reboot()
    Dim url As String
    Dim http As Object
    Dim response As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/reboot/{{apiTokenInstance}}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "GET", url, False
    http.Send

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/receiveNotification/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/receiveNotification/")
    .append("{{apiTokenInstance}}")
    .append("?receiveTimeout=5");

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.GET, null, String.class);
System.out.println(response.getBody());
`,"../../../examples/receiveNotification/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/receiveNotification/")
    .append("{{apiTokenInstance}}")
    .append("?receiveTimeout=5");

var response = Unirest.get(requestUrl.toString())
    .asString();

System.out.println(response.getBody());
`,"../../../examples/receiveNotification/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/receiveNotification/{{apiTokenInstance}}?receiveTimeout=5'
`,"../../../examples/receiveNotification/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/receiveNotification/{{apiTokenInstance}}?receiveTimeout=5"
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
`,"../../../examples/receiveNotification/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/receiveNotification/{{apiTokenInstance}}?receiveTimeout=5';

const response = await fetch(url);
console.log(await response.text());
`,"../../../examples/receiveNotification/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/receiveNotification/{{apiTokenInstance}}?receiveTimeout=5';

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/receiveNotification/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/receiveNotification/{{apiTokenInstance}}?receiveTimeout=5"

response = requests.get(url)

print(response.text)
`,"../../../examples/receiveNotification/vba.bas":`Sub ReceiveNotification()
    Dim url As String
    Dim http As Object
    Dim response As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/receiveNotification/{{apiTokenInstance}}?receiveTimeout=5"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "GET", url, False
    http.Send

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/removeAdmin/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/removeAdmin/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "-10000000000000",
        "participantChatId": "10000000"
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/removeAdmin/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/removeAdmin/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "-10000000000000",
        "participantChatId": "10000000"
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
`,"../../../examples/removeAdmin/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/removeAdmin/{{apiTokenInstance}}' \\
--header 'Content-Type: application/json' \\
--data '{
    "chatId": "-10000000000000",
    "participantChatId": "10000000"
}'
`,"../../../examples/removeAdmin/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/removeAdmin/{{apiTokenInstance}}"
	body := strings.NewReader(\`{
    "chatId": "-10000000000000",
    "participantChatId": "10000000"
}\`)
	request, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
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
`,"../../../examples/removeAdmin/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/removeAdmin/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '-10000000000000',
    participantChatId: '10000000',
  }),
});
console.log(await response.text());
`,"../../../examples/removeAdmin/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/removeAdmin/{{apiTokenInstance}}';
$data = [
    'chatId' => '-10000000000000',
    'participantChatId' => '10000000',
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode($data),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/removeAdmin/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/removeAdmin/{{apiTokenInstance}}"

payload = {
    "chatId": "-10000000000000",
    "participantChatId": "10000000"
}

response = requests.post(url, json=payload)

print(response.text)
`,"../../../examples/removeAdmin/vba.bas":`Sub RemoveAdmin()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim body As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/removeAdmin/{{apiTokenInstance}}"
    body = "{""chatId"": ""-10000000000000"", ""participantChatId"": ""10000000""}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "application/json"
    http.Send body

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/removeGroupParticipant/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/removeGroupParticipant/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "-10000000000000",
        "participantChatId": "10000000"
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/removeGroupParticipant/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/removeGroupParticipant/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "-10000000000000",
        "participantChatId": "10000000"
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
`,"../../../examples/removeGroupParticipant/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/removeGroupParticipant/{{apiTokenInstance}}' \\
--header 'Content-Type: application/json' \\
--data '{
    "chatId": "-10000000000000",
    "participantChatId": "10000000"
}'
`,"../../../examples/removeGroupParticipant/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/removeGroupParticipant/{{apiTokenInstance}}"
	body := strings.NewReader(\`{
    "chatId": "-10000000000000",
    "participantChatId": "10000000"
}\`)
	request, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
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
`,"../../../examples/removeGroupParticipant/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/removeGroupParticipant/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '-10000000000000',
    participantChatId: '10000000',
  }),
});
console.log(await response.text());
`,"../../../examples/removeGroupParticipant/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/removeGroupParticipant/{{apiTokenInstance}}';
$data = [
    'chatId' => '-10000000000000',
    'participantChatId' => '10000000',
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode($data),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/removeGroupParticipant/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/removeGroupParticipant/{{apiTokenInstance}}"

payload = {
    "chatId": "-10000000000000",
    "participantChatId": "10000000"
}

response = requests.post(url, json=payload)

print(response.text)
`,"../../../examples/removeGroupParticipant/vba.bas":`Sub RemoveGroupParticipant()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim body As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/removeGroupParticipant/{{apiTokenInstance}}"
    body = "{""chatId"": ""-10000000000000"", ""participantChatId"": ""10000000""}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "application/json"
    http.Send body

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/sendAuthorizationCode/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/sendAuthorizationCode/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "code": "12345"
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/sendAuthorizationCode/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/sendAuthorizationCode/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "code": "12345"
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
`,"../../../examples/sendAuthorizationCode/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/sendAuthorizationCode/{{apiTokenInstance}}' \\
--header 'Content-Type: application/json' \\
--data '{
    "code": "12345"
}'
`,"../../../examples/sendAuthorizationCode/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/sendAuthorizationCode/{{apiTokenInstance}}"
	body := strings.NewReader(\`{
    "code": "12345"
}\`)
	request, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
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
`,"../../../examples/sendAuthorizationCode/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/sendAuthorizationCode/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    code: '12345',
  }),
});
console.log(await response.text());
`,"../../../examples/sendAuthorizationCode/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/sendAuthorizationCode/{{apiTokenInstance}}';
$data = [
    'code' => '12345',
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode($data),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/sendAuthorizationCode/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/sendAuthorizationCode/{{apiTokenInstance}}"

payload = {
    "code": "12345"
}

response = requests.post(url, json=payload)

print(response.text)
`,"../../../examples/sendAuthorizationCode/vba.bas":`Sub SendAuthorizationCode()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim body As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/sendAuthorizationCode/{{apiTokenInstance}}"
    body = "{""code"": ""12345""}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "application/json"
    http.Send body

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/sendAuthorizationPassword/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/sendAuthorizationPassword/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "password": "secret"
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/sendAuthorizationPassword/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/sendAuthorizationPassword/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "password": "secret"
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
`,"../../../examples/sendAuthorizationPassword/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/sendAuthorizationPassword/{{apiTokenInstance}}' \\
--header 'Content-Type: application/json' \\
--data '{
    "password": "secret"
}'
`,"../../../examples/sendAuthorizationPassword/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/sendAuthorizationPassword/{{apiTokenInstance}}"
	body := strings.NewReader(\`{
    "password": "secret"
}\`)
	request, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
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
`,"../../../examples/sendAuthorizationPassword/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/sendAuthorizationPassword/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    password: 'secret',
  }),
});
console.log(await response.text());
`,"../../../examples/sendAuthorizationPassword/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/sendAuthorizationPassword/{{apiTokenInstance}}';
$data = [
    'password' => 'secret',
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode($data),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/sendAuthorizationPassword/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/sendAuthorizationPassword/{{apiTokenInstance}}"

payload = {
    "password": "secret"
}

response = requests.post(url, json=payload)

print(response.text)
`,"../../../examples/sendAuthorizationPassword/vba.bas":`Sub SendAuthorizationPassword()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim body As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/sendAuthorizationPassword/{{apiTokenInstance}}"
    body = "{""password"": ""secret""}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "application/json"
    http.Send body

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/sendContact/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/sendContact/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000",
        "contact": {
            "phoneContact": 79876543210,
            "firstName": "Example",
            "company": "Acme"
        }
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/sendContact/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/sendContact/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000",
        "contact": {
            "phoneContact": 79876543210,
            "firstName": "Example",
            "company": "Acme"
        }
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
`,"../../../examples/sendContact/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/sendContact/{{apiTokenInstance}}' \\
--header 'Content-Type: application/json' \\
--data '{
    "chatId": "10000000",
    "contact": {
        "phoneContact": 79876543210,
        "firstName": "Example",
        "company": "Acme"
    }
}'
`,"../../../examples/sendContact/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/sendContact/{{apiTokenInstance}}"
	body := strings.NewReader(\`{
    "chatId": "10000000",
    "contact": {
        "phoneContact": 79876543210,
        "firstName": "Example",
        "company": "Acme"
    }
}\`)
	request, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
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
`,"../../../examples/sendContact/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/sendContact/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '10000000',
    contact: {
      phoneContact: 79876543210,
      firstName: 'Example',
      company: 'Acme',
    },
  }),
});
console.log(await response.text());
`,"../../../examples/sendContact/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/sendContact/{{apiTokenInstance}}';
$data = [
    'chatId' => '10000000',
    'contact' => [
        'phoneContact' => 79876543210,
        'firstName' => 'Example',
        'company' => 'Acme',
    ],
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode($data),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/sendContact/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/sendContact/{{apiTokenInstance}}"

payload = {
    "chatId": "10000000",
    "contact": {
        "phoneContact": 79876543210,
        "firstName": "Example",
        "company": "Acme"
    }
}

response = requests.post(url, json=payload)

print(response.text)
`,"../../../examples/sendContact/vba.bas":`Sub SendContact()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim body As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/sendContact/{{apiTokenInstance}}"
    body = "{""chatId"": ""10000000"", ""contact"": {""phoneContact"": 79876543210, ""firstName"": ""Example"", ""company"": ""Acme""}}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "application/json"
    http.Send body

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/sendFileByUpload/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{mediaUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/sendFileByUpload/")
    .append("{{apiTokenInstance}}");

var form = new LinkedMultiValueMap<String, Object>();
form.add("chatId", "10000000");
form.add("caption", "A file");
form.add("file", new FileSystemResource("a.txt"));

var headers = new HttpHeaders();
headers.setContentType(MediaType.MULTIPART_FORM_DATA);
var request = new HttpEntity<>(form, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/sendFileByUpload/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{mediaUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/sendFileByUpload/")
    .append("{{apiTokenInstance}}");

var response = Unirest.post(requestUrl.toString())
    .field("chatId", "10000000")
    .field("caption", "A file")
    .field("file", new File("a.txt"))
    .asString();

System.out.println(response.getBody());
`,"../../../examples/sendFileByUpload/curl.sh":`curl --location '{{mediaUrl}}/waInstance{{idInstance}}/sendFileByUpload/{{apiTokenInstance}}' \\
--form 'chatId="10000000"' \\
--form 'caption="A file"' \\
--form 'file=@"a.txt"'
`,"../../../examples/sendFileByUpload/go.go":`//go:build ignore

package main

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"mime/multipart"
	"net/http"
	"os"
)

func main() {
	url := "{{mediaUrl}}/waInstance{{idInstance}}/sendFileByUpload/{{apiTokenInstance}}"
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if err := form.WriteField("chatId", "10000000"); err != nil {
		log.Fatal(err)
	}
	if err := form.WriteField("caption", "A file"); err != nil {
		log.Fatal(err)
	}
	file, err := os.ReadFile("a.txt")
	if err != nil {
		log.Fatal(err)
	}
	part, err := form.CreateFormFile("file", "a.txt")
	if err != nil {
		log.Fatal(err)
	}
	if _, err := part.Write(file); err != nil {
		log.Fatal(err)
	}
	if err := form.Close(); err != nil {
		log.Fatal(err)
	}
	request, err := http.NewRequest(http.MethodPost, url, &body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", form.FormDataContentType())
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
`,"../../../examples/sendFileByUpload/js.mjs":`import { readFile } from 'node:fs/promises';

const url = '{{mediaUrl}}/waInstance{{idInstance}}/sendFileByUpload/{{apiTokenInstance}}';

const form = new FormData();
form.append('chatId', '10000000');
form.append('caption', 'A file');
form.append('file', new File([await readFile('a.txt')], 'a.txt', { type: 'text/plain' }));

const response = await fetch(url, {
  method: 'POST',
  body: form,
});
console.log(await response.text());
`,"../../../examples/sendFileByUpload/php.php":`<?php

$url = '{{mediaUrl}}/waInstance{{idInstance}}/sendFileByUpload/{{apiTokenInstance}}';
$data = [
    'chatId' => '10000000',
    'caption' => 'A file',
    'file' => new CURLFile('a.txt', 'text/plain', 'a.txt'),
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_POSTFIELDS => $data,
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/sendFileByUpload/python.py":`import requests

url = "{{mediaUrl}}/waInstance{{idInstance}}/sendFileByUpload/{{apiTokenInstance}}"

payload = {
    "chatId": "10000000",
    "caption": "A file"
}
files = {
    "file": ("a.txt", open("a.txt", "rb"), "text/plain")
}

response = requests.post(url, data=payload, files=files)

print(response.text)
`,"../../../examples/sendFileByUpload/vba.bas":`Sub SendFileByUpload()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim data As Object
    Dim boundary As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{mediaUrl}}/waInstance{{idInstance}}/sendFileByUpload/{{apiTokenInstance}}"
    boundary = "----sluice"

    Set data = CreateObject("ADODB.Stream")
    data.Type = 2
    data.Charset = "us-ascii"
    data.Open
    data.WriteText "--" & boundary & vbCrLf & "Content-Disposition: form-data; name=""chatId""" & vbCrLf & vbCrLf & "10000000" & vbCrLf
    data.WriteText "--" & boundary & vbCrLf & "Content-Disposition: form-data; name=""caption""" & vbCrLf & vbCrLf & "A file" & vbCrLf
    data.WriteText "--" & boundary & vbCrLf & "Content-Disposition: form-data; name=""file""; filename=""a.txt""" & vbCrLf & "Content-Type: text/plain" & vbCrLf & vbCrLf
    AppendFile data, "a.txt"
    data.WriteText vbCrLf & "--" & boundary & "--" & vbCrLf
    data.Position = 0
    data.Type = 1

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "multipart/form-data; boundary=" & boundary
    http.Send data.Read

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub

' Appends the bytes of a file to a stream of text.
Sub AppendFile(data As Object, name As String)
    Dim file As Object
    Set file = CreateObject("ADODB.Stream")
    file.Type = 1
    file.Open
    file.LoadFromFile name
    data.Position = 0
    data.Type = 1
    data.Position = data.Size
    data.Write file.Read
    data.Position = 0
    data.Type = 2
    data.Charset = "us-ascii"
    data.Position = data.Size
    file.Close
End Sub
`,"../../../examples/sendFileByUrl/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/sendFileByUrl/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000",
        "urlFile": "https://sluice.example/download/4900/3f9a.pdf",
        "fileName": "a.pdf",
        "caption": "A file"
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/sendFileByUrl/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/sendFileByUrl/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000",
        "urlFile": "https://sluice.example/download/4900/3f9a.pdf",
        "fileName": "a.pdf",
        "caption": "A file"
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
`,"../../../examples/sendFileByUrl/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/sendFileByUrl/{{apiTokenInstance}}' \\
--header 'Content-Type: application/json' \\
--data '{
    "chatId": "10000000",
    "urlFile": "https://sluice.example/download/4900/3f9a.pdf",
    "fileName": "a.pdf",
    "caption": "A file"
}'
`,"../../../examples/sendFileByUrl/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/sendFileByUrl/{{apiTokenInstance}}"
	body := strings.NewReader(\`{
    "chatId": "10000000",
    "urlFile": "https://sluice.example/download/4900/3f9a.pdf",
    "fileName": "a.pdf",
    "caption": "A file"
}\`)
	request, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
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
`,"../../../examples/sendFileByUrl/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/sendFileByUrl/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '10000000',
    urlFile: 'https://sluice.example/download/4900/3f9a.pdf',
    fileName: 'a.pdf',
    caption: 'A file',
  }),
});
console.log(await response.text());
`,"../../../examples/sendFileByUrl/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/sendFileByUrl/{{apiTokenInstance}}';
$data = [
    'chatId' => '10000000',
    'urlFile' => 'https://sluice.example/download/4900/3f9a.pdf',
    'fileName' => 'a.pdf',
    'caption' => 'A file',
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode($data),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/sendFileByUrl/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/sendFileByUrl/{{apiTokenInstance}}"

payload = {
    "chatId": "10000000",
    "urlFile": "https://sluice.example/download/4900/3f9a.pdf",
    "fileName": "a.pdf",
    "caption": "A file"
}

response = requests.post(url, json=payload)

print(response.text)
`,"../../../examples/sendFileByUrl/vba.bas":`Sub SendFileByUrl()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim body As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/sendFileByUrl/{{apiTokenInstance}}"
    body = "{""chatId"": ""10000000"", ""urlFile"": ""https://sluice.example/download/4900/3f9a.pdf"", ""fileName"": ""a.pdf"", ""caption"": ""A file""}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "application/json"
    http.Send body

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/sendLocation/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/sendLocation/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000",
        "nameLocation": "Restaurant",
        "address": "12 Example Street",
        "latitude": 55.75,
        "longitude": 37.61
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/sendLocation/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/sendLocation/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000",
        "nameLocation": "Restaurant",
        "address": "12 Example Street",
        "latitude": 55.75,
        "longitude": 37.61
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
`,"../../../examples/sendLocation/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/sendLocation/{{apiTokenInstance}}' \\
--header 'Content-Type: application/json' \\
--data '{
    "chatId": "10000000",
    "nameLocation": "Restaurant",
    "address": "12 Example Street",
    "latitude": 55.75,
    "longitude": 37.61
}'
`,"../../../examples/sendLocation/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/sendLocation/{{apiTokenInstance}}"
	body := strings.NewReader(\`{
    "chatId": "10000000",
    "nameLocation": "Restaurant",
    "address": "12 Example Street",
    "latitude": 55.75,
    "longitude": 37.61
}\`)
	request, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
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
`,"../../../examples/sendLocation/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/sendLocation/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '10000000',
    nameLocation: 'Restaurant',
    address: '12 Example Street',
    latitude: 55.75,
    longitude: 37.61,
  }),
});
console.log(await response.text());
`,"../../../examples/sendLocation/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/sendLocation/{{apiTokenInstance}}';
$data = [
    'chatId' => '10000000',
    'nameLocation' => 'Restaurant',
    'address' => '12 Example Street',
    'latitude' => 55.75,
    'longitude' => 37.61,
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode($data),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/sendLocation/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/sendLocation/{{apiTokenInstance}}"

payload = {
    "chatId": "10000000",
    "nameLocation": "Restaurant",
    "address": "12 Example Street",
    "latitude": 55.75,
    "longitude": 37.61
}

response = requests.post(url, json=payload)

print(response.text)
`,"../../../examples/sendLocation/vba.bas":`Sub SendLocation()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim body As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/sendLocation/{{apiTokenInstance}}"
    body = "{""chatId"": ""10000000"", ""nameLocation"": ""Restaurant"", ""address"": ""12 Example Street"", ""latitude"": 55.75, ""longitude"": 37.61}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "application/json"
    http.Send body

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/sendMessage/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/sendMessage/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000",
        "message": "test"
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/sendMessage/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/sendMessage/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000",
        "message": "test"
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
`,"../../../examples/sendMessage/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/sendMessage/{{apiTokenInstance}}' \\
--header 'Content-Type: application/json' \\
--data '{
    "chatId": "10000000",
    "message": "test"
}'
`,"../../../examples/sendMessage/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/sendMessage/{{apiTokenInstance}}"
	body := strings.NewReader(\`{
    "chatId": "10000000",
    "message": "test"
}\`)
	request, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
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
`,"../../../examples/sendMessage/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/sendMessage/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '10000000',
    message: 'test',
  }),
});
console.log(await response.text());
`,"../../../examples/sendMessage/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/sendMessage/{{apiTokenInstance}}';
$data = [
    'chatId' => '10000000',
    'message' => 'test',
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode($data),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/sendMessage/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/sendMessage/{{apiTokenInstance}}"

payload = {
    "chatId": "10000000",
    "message": "test"
}

response = requests.post(url, json=payload)

print(response.text)
`,"../../../examples/sendMessage/vba.bas":`Sub SendMessage()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim body As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/sendMessage/{{apiTokenInstance}}"
    body = "{""chatId"": ""10000000"", ""message"": ""test""}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "application/json"
    http.Send body

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/sendPoll/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/sendPoll/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000",
        "message": "Which colour?",
        "options": [
            "green",
            "blue"
        ]
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/sendPoll/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/sendPoll/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000",
        "message": "Which colour?",
        "options": [
            "green",
            "blue"
        ]
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
`,"../../../examples/sendPoll/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/sendPoll/{{apiTokenInstance}}' \\
--header 'Content-Type: application/json' \\
--data '{
    "chatId": "10000000",
    "message": "Which colour?",
    "options": [
        "green",
        "blue"
    ]
}'
`,"../../../examples/sendPoll/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/sendPoll/{{apiTokenInstance}}"
	body := strings.NewReader(\`{
    "chatId": "10000000",
    "message": "Which colour?",
    "options": [
        "green",
        "blue"
    ]
}\`)
	request, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
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
`,"../../../examples/sendPoll/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/sendPoll/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '10000000',
    message: 'Which colour?',
    options: ['green', 'blue'],
  }),
});
console.log(await response.text());
`,"../../../examples/sendPoll/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/sendPoll/{{apiTokenInstance}}';
$data = [
    'chatId' => '10000000',
    'message' => 'Which colour?',
    'options' => ['green', 'blue'],
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode($data),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/sendPoll/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/sendPoll/{{apiTokenInstance}}"

payload = {
    "chatId": "10000000",
    "message": "Which colour?",
    "options": ["green", "blue"]
}

response = requests.post(url, json=payload)

print(response.text)
`,"../../../examples/sendPoll/vba.bas":`Sub SendPoll()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim body As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/sendPoll/{{apiTokenInstance}}"
    body = "{""chatId"": ""10000000"", ""message"": ""Which colour?"", ""options"": [""green"", ""blue""]}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "application/json"
    http.Send body

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/sendTyping/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/sendTyping/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000",
        "typingTime": 5000,
        "typingType": "text"
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/sendTyping/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/sendTyping/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000",
        "typingTime": 5000,
        "typingType": "text"
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
`,"../../../examples/sendTyping/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/sendTyping/{{apiTokenInstance}}' \\
--header 'Content-Type: application/json' \\
--data '{
    "chatId": "10000000",
    "typingTime": 5000,
    "typingType": "text"
}'
`,"../../../examples/sendTyping/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/sendTyping/{{apiTokenInstance}}"
	body := strings.NewReader(\`{
    "chatId": "10000000",
    "typingTime": 5000,
    "typingType": "text"
}\`)
	request, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
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
`,"../../../examples/sendTyping/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/sendTyping/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '10000000',
    typingTime: 5000,
    typingType: 'text',
  }),
});
console.log(await response.text());
`,"../../../examples/sendTyping/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/sendTyping/{{apiTokenInstance}}';
$data = [
    'chatId' => '10000000',
    'typingTime' => 5000,
    'typingType' => 'text',
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode($data),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/sendTyping/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/sendTyping/{{apiTokenInstance}}"

payload = {
    "chatId": "10000000",
    "typingTime": 5000,
    "typingType": "text"
}

response = requests.post(url, json=payload)

print(response.text)
`,"../../../examples/sendTyping/vba.bas":`Sub SendTyping()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim body As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/sendTyping/{{apiTokenInstance}}"
    body = "{""chatId"": ""10000000"", ""typingTime"": 5000, ""typingType"": ""text""}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "application/json"
    http.Send body

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/setGroupAdmin/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/setGroupAdmin/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "-10000000000000",
        "participantChatId": "10000000"
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/setGroupAdmin/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/setGroupAdmin/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "-10000000000000",
        "participantChatId": "10000000"
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
`,"../../../examples/setGroupAdmin/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/setGroupAdmin/{{apiTokenInstance}}' \\
--header 'Content-Type: application/json' \\
--data '{
    "chatId": "-10000000000000",
    "participantChatId": "10000000"
}'
`,"../../../examples/setGroupAdmin/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/setGroupAdmin/{{apiTokenInstance}}"
	body := strings.NewReader(\`{
    "chatId": "-10000000000000",
    "participantChatId": "10000000"
}\`)
	request, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
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
`,"../../../examples/setGroupAdmin/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/setGroupAdmin/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '-10000000000000',
    participantChatId: '10000000',
  }),
});
console.log(await response.text());
`,"../../../examples/setGroupAdmin/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/setGroupAdmin/{{apiTokenInstance}}';
$data = [
    'chatId' => '-10000000000000',
    'participantChatId' => '10000000',
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode($data),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/setGroupAdmin/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/setGroupAdmin/{{apiTokenInstance}}"

payload = {
    "chatId": "-10000000000000",
    "participantChatId": "10000000"
}

response = requests.post(url, json=payload)

print(response.text)
`,"../../../examples/setGroupAdmin/vba.bas":`Sub SetGroupAdmin()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim body As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/setGroupAdmin/{{apiTokenInstance}}"
    body = "{""chatId"": ""-10000000000000"", ""participantChatId"": ""10000000""}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "application/json"
    http.Send body

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/setGroupPicture/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/setGroupPicture/")
    .append("{{apiTokenInstance}}");

var form = new LinkedMultiValueMap<String, Object>();
form.add("chatId", "-10000000000000");
form.add("file", new FileSystemResource("picture.jpg"));

var headers = new HttpHeaders();
headers.setContentType(MediaType.MULTIPART_FORM_DATA);
var request = new HttpEntity<>(form, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/setGroupPicture/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/setGroupPicture/")
    .append("{{apiTokenInstance}}");

var response = Unirest.post(requestUrl.toString())
    .field("chatId", "-10000000000000")
    .field("file", new File("picture.jpg"))
    .asString();

System.out.println(response.getBody());
`,"../../../examples/setGroupPicture/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/setGroupPicture/{{apiTokenInstance}}' \\
--form 'chatId="-10000000000000"' \\
--form 'file=@"picture.jpg"'
`,"../../../examples/setGroupPicture/go.go":`//go:build ignore

package main

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"mime/multipart"
	"net/http"
	"os"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/setGroupPicture/{{apiTokenInstance}}"
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if err := form.WriteField("chatId", "-10000000000000"); err != nil {
		log.Fatal(err)
	}
	file, err := os.ReadFile("picture.jpg")
	if err != nil {
		log.Fatal(err)
	}
	part, err := form.CreateFormFile("file", "picture.jpg")
	if err != nil {
		log.Fatal(err)
	}
	if _, err := part.Write(file); err != nil {
		log.Fatal(err)
	}
	if err := form.Close(); err != nil {
		log.Fatal(err)
	}
	request, err := http.NewRequest(http.MethodPost, url, &body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", form.FormDataContentType())
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
`,"../../../examples/setGroupPicture/js.mjs":`import { readFile } from 'node:fs/promises';

const url = '{{apiUrl}}/waInstance{{idInstance}}/setGroupPicture/{{apiTokenInstance}}';

const form = new FormData();
form.append('chatId', '-10000000000000');
form.append('file', new File([await readFile('picture.jpg')], 'picture.jpg', { type: 'image/jpeg' }));

const response = await fetch(url, {
  method: 'POST',
  body: form,
});
console.log(await response.text());
`,"../../../examples/setGroupPicture/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/setGroupPicture/{{apiTokenInstance}}';
$data = [
    'chatId' => '-10000000000000',
    'file' => new CURLFile('picture.jpg', 'image/jpeg', 'picture.jpg'),
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_POSTFIELDS => $data,
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/setGroupPicture/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/setGroupPicture/{{apiTokenInstance}}"

payload = {
    "chatId": "-10000000000000"
}
files = {
    "file": ("picture.jpg", open("picture.jpg", "rb"), "image/jpeg")
}

response = requests.post(url, data=payload, files=files)

print(response.text)
`,"../../../examples/setGroupPicture/vba.bas":`Sub SetGroupPicture()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim data As Object
    Dim boundary As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/setGroupPicture/{{apiTokenInstance}}"
    boundary = "----sluice"

    Set data = CreateObject("ADODB.Stream")
    data.Type = 2
    data.Charset = "us-ascii"
    data.Open
    data.WriteText "--" & boundary & vbCrLf & "Content-Disposition: form-data; name=""chatId""" & vbCrLf & vbCrLf & "-10000000000000" & vbCrLf
    data.WriteText "--" & boundary & vbCrLf & "Content-Disposition: form-data; name=""file""; filename=""picture.jpg""" & vbCrLf & "Content-Type: image/jpeg" & vbCrLf & vbCrLf
    AppendFile data, "picture.jpg"
    data.WriteText vbCrLf & "--" & boundary & "--" & vbCrLf
    data.Position = 0
    data.Type = 1

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "multipart/form-data; boundary=" & boundary
    http.Send data.Read

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub

' Appends the bytes of a file to a stream of text.
Sub AppendFile(data As Object, name As String)
    Dim file As Object
    Set file = CreateObject("ADODB.Stream")
    file.Type = 1
    file.Open
    file.LoadFromFile name
    data.Position = 0
    data.Type = 1
    data.Position = data.Size
    data.Write file.Read
    data.Position = 0
    data.Type = 2
    data.Charset = "us-ascii"
    data.Position = data.Size
    file.Close
End Sub
`,"../../../examples/setProfilePicture/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/setProfilePicture/")
    .append("{{apiTokenInstance}}");

var form = new LinkedMultiValueMap<String, Object>();
form.add("file", new FileSystemResource("picture.jpg"));

var headers = new HttpHeaders();
headers.setContentType(MediaType.MULTIPART_FORM_DATA);
var request = new HttpEntity<>(form, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/setProfilePicture/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/setProfilePicture/")
    .append("{{apiTokenInstance}}");

var response = Unirest.post(requestUrl.toString())
    .field("file", new File("picture.jpg"))
    .asString();

System.out.println(response.getBody());
`,"../../../examples/setProfilePicture/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/setProfilePicture/{{apiTokenInstance}}' \\
--form 'file=@"picture.jpg"'
`,"../../../examples/setProfilePicture/go.go":`//go:build ignore

package main

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"mime/multipart"
	"net/http"
	"os"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/setProfilePicture/{{apiTokenInstance}}"
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	file, err := os.ReadFile("picture.jpg")
	if err != nil {
		log.Fatal(err)
	}
	part, err := form.CreateFormFile("file", "picture.jpg")
	if err != nil {
		log.Fatal(err)
	}
	if _, err := part.Write(file); err != nil {
		log.Fatal(err)
	}
	if err := form.Close(); err != nil {
		log.Fatal(err)
	}
	request, err := http.NewRequest(http.MethodPost, url, &body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", form.FormDataContentType())
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
`,"../../../examples/setProfilePicture/js.mjs":`import { readFile } from 'node:fs/promises';

const url = '{{apiUrl}}/waInstance{{idInstance}}/setProfilePicture/{{apiTokenInstance}}';

const form = new FormData();
form.append('file', new File([await readFile('picture.jpg')], 'picture.jpg', { type: 'image/jpeg' }));

const response = await fetch(url, {
  method: 'POST',
  body: form,
});
console.log(await response.text());
`,"../../../examples/setProfilePicture/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/setProfilePicture/{{apiTokenInstance}}';
$data = [
    'file' => new CURLFile('picture.jpg', 'image/jpeg', 'picture.jpg'),
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_POSTFIELDS => $data,
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/setProfilePicture/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/setProfilePicture/{{apiTokenInstance}}"

payload = {}
files = {
    "file": ("picture.jpg", open("picture.jpg", "rb"), "image/jpeg")
}

response = requests.post(url, data=payload, files=files)

print(response.text)
`,"../../../examples/setProfilePicture/vba.bas":`Sub SetProfilePicture()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim data As Object
    Dim boundary As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/setProfilePicture/{{apiTokenInstance}}"
    boundary = "----sluice"

    Set data = CreateObject("ADODB.Stream")
    data.Type = 2
    data.Charset = "us-ascii"
    data.Open
    data.WriteText "--" & boundary & vbCrLf & "Content-Disposition: form-data; name=""file""; filename=""picture.jpg""" & vbCrLf & "Content-Type: image/jpeg" & vbCrLf & vbCrLf
    AppendFile data, "picture.jpg"
    data.WriteText vbCrLf & "--" & boundary & "--" & vbCrLf
    data.Position = 0
    data.Type = 1

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "multipart/form-data; boundary=" & boundary
    http.Send data.Read

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub

' Appends the bytes of a file to a stream of text.
Sub AppendFile(data As Object, name As String)
    Dim file As Object
    Set file = CreateObject("ADODB.Stream")
    file.Type = 1
    file.Open
    file.LoadFromFile name
    data.Position = 0
    data.Type = 1
    data.Position = data.Size
    data.Write file.Read
    data.Position = 0
    data.Type = 2
    data.Charset = "us-ascii"
    data.Position = data.Size
    file.Close
End Sub
`,"../../../examples/setSettings/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/setSettings/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "delaySendMessagesMilliseconds": 3000,
        "incomingWebhook": "yes"
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/setSettings/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/setSettings/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "delaySendMessagesMilliseconds": 3000,
        "incomingWebhook": "yes"
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
`,"../../../examples/setSettings/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/setSettings/{{apiTokenInstance}}' \\
--header 'Content-Type: application/json' \\
--data '{
    "delaySendMessagesMilliseconds": 3000,
    "incomingWebhook": "yes"
}'
`,"../../../examples/setSettings/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/setSettings/{{apiTokenInstance}}"
	body := strings.NewReader(\`{
    "delaySendMessagesMilliseconds": 3000,
    "incomingWebhook": "yes"
}\`)
	request, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
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
`,"../../../examples/setSettings/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/setSettings/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    delaySendMessagesMilliseconds: 3000,
    incomingWebhook: 'yes',
  }),
});
console.log(await response.text());
`,"../../../examples/setSettings/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/setSettings/{{apiTokenInstance}}';
$data = [
    'delaySendMessagesMilliseconds' => 3000,
    'incomingWebhook' => 'yes',
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode($data),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/setSettings/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/setSettings/{{apiTokenInstance}}"

payload = {
    "delaySendMessagesMilliseconds": 3000,
    "incomingWebhook": "yes"
}

response = requests.post(url, json=payload)

print(response.text)
`,"../../../examples/setSettings/vba.bas":`Sub SetSettings()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim body As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/setSettings/{{apiTokenInstance}}"
    body = "{""delaySendMessagesMilliseconds"": 3000, ""incomingWebhook"": ""yes""}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "application/json"
    http.Send body

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/showMessagesQueue/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/showMessagesQueue/")
    .append("{{apiTokenInstance}}");

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.GET, null, String.class);
System.out.println(response.getBody());
`,"../../../examples/showMessagesQueue/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/showMessagesQueue/")
    .append("{{apiTokenInstance}}");

var response = Unirest.get(requestUrl.toString())
    .header("Content-Type", "application/json")
    .asString();

System.out.println(response.getBody());
`,"../../../examples/showMessagesQueue/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/showMessagesQueue/{{apiTokenInstance}}'
`,"../../../examples/showMessagesQueue/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/showMessagesQueue/{{apiTokenInstance}}"
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
`,"../../../examples/showMessagesQueue/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/showMessagesQueue/{{apiTokenInstance}}';

const response = await fetch(url);
console.log(await response.text());
`,"../../../examples/showMessagesQueue/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/showMessagesQueue/{{apiTokenInstance}}';

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/showMessagesQueue/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/showMessagesQueue/{{apiTokenInstance}}"

payload = {}
headers= {}

response = requests.request("GET", url, headers=headers, data = payload)

print(response.text.encode('utf8'))
`,"../../../examples/showMessagesQueue/vba.bas":`Sub ShowMessagesQueue()
    Dim url As String
    Dim http As Object
    Dim response As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/showMessagesQueue/{{apiTokenInstance}}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "GET", url, False
    http.Send

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/startAuthorization/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/startAuthorization/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "phoneNumber": 79876543210
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/startAuthorization/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/startAuthorization/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "phoneNumber": 79876543210
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
`,"../../../examples/startAuthorization/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/startAuthorization/{{apiTokenInstance}}' \\
--header 'Content-Type: application/json' \\
--data '{
    "phoneNumber": 79876543210
}'
`,"../../../examples/startAuthorization/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/startAuthorization/{{apiTokenInstance}}"
	body := strings.NewReader(\`{
    "phoneNumber": 79876543210
}\`)
	request, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
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
`,"../../../examples/startAuthorization/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/startAuthorization/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    phoneNumber: 79876543210,
  }),
});
console.log(await response.text());
`,"../../../examples/startAuthorization/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/startAuthorization/{{apiTokenInstance}}';
$data = [
    'phoneNumber' => 79876543210,
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode($data),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/startAuthorization/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/startAuthorization/{{apiTokenInstance}}"

payload = {
    "phoneNumber": 79876543210
}

response = requests.post(url, json=payload)

print(response.text)
`,"../../../examples/startAuthorization/vba.bas":`Sub StartAuthorization()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim body As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/startAuthorization/{{apiTokenInstance}}"
    body = "{""phoneNumber"": 79876543210}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "application/json"
    http.Send body

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/unarchiveChat/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/unarchiveChat/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000"
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/unarchiveChat/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/unarchiveChat/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000"
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
`,"../../../examples/unarchiveChat/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/unarchiveChat/{{apiTokenInstance}}' \\
--header 'Content-Type: application/json' \\
--data '{
    "chatId": "10000000"
}'
`,"../../../examples/unarchiveChat/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/unarchiveChat/{{apiTokenInstance}}"
	body := strings.NewReader(\`{
    "chatId": "10000000"
}\`)
	request, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
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
`,"../../../examples/unarchiveChat/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/unarchiveChat/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '10000000',
  }),
});
console.log(await response.text());
`,"../../../examples/unarchiveChat/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/unarchiveChat/{{apiTokenInstance}}';
$data = [
    'chatId' => '10000000',
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode($data),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/unarchiveChat/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/unarchiveChat/{{apiTokenInstance}}"

payload = {
    "chatId": "10000000"
}

response = requests.post(url, json=payload)

print(response.text)
`,"../../../examples/unarchiveChat/vba.bas":`Sub UnarchiveChat()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim body As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/unarchiveChat/{{apiTokenInstance}}"
    body = "{""chatId"": ""10000000""}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "application/json"
    http.Send body

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/updateApiToken/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/updateApiToken/")
    .append("{{apiTokenInstance}}");

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.GET, null, String.class);
System.out.println(response.getBody());
`,"../../../examples/updateApiToken/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/updateApiToken/")
    .append("{{apiTokenInstance}}");

var response = Unirest.get(requestUrl.toString())
    .asString();

System.out.println(response.getBody());
`,"../../../examples/updateApiToken/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/updateApiToken/{{apiTokenInstance}}'
`,"../../../examples/updateApiToken/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/updateApiToken/{{apiTokenInstance}}"
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
`,"../../../examples/updateApiToken/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/updateApiToken/{{apiTokenInstance}}';

const response = await fetch(url);
console.log(await response.text());
`,"../../../examples/updateApiToken/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/updateApiToken/{{apiTokenInstance}}';

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/updateApiToken/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/updateApiToken/{{apiTokenInstance}}"

response = requests.get(url)

print(response.text)
`,"../../../examples/updateApiToken/vba.bas":`Sub UpdateApiToken()
    Dim url As String
    Dim http As Object
    Dim response As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/updateApiToken/{{apiTokenInstance}}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "GET", url, False
    http.Send

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/updateGroupName/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/updateGroupName/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "-10000000000000",
        "groupName": "New name"
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/updateGroupName/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/updateGroupName/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "-10000000000000",
        "groupName": "New name"
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
`,"../../../examples/updateGroupName/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/updateGroupName/{{apiTokenInstance}}' \\
--header 'Content-Type: application/json' \\
--data '{
    "chatId": "-10000000000000",
    "groupName": "New name"
}'
`,"../../../examples/updateGroupName/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/updateGroupName/{{apiTokenInstance}}"
	body := strings.NewReader(\`{
    "chatId": "-10000000000000",
    "groupName": "New name"
}\`)
	request, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
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
`,"../../../examples/updateGroupName/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/updateGroupName/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '-10000000000000',
    groupName: 'New name',
  }),
});
console.log(await response.text());
`,"../../../examples/updateGroupName/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/updateGroupName/{{apiTokenInstance}}';
$data = [
    'chatId' => '-10000000000000',
    'groupName' => 'New name',
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode($data),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/updateGroupName/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/updateGroupName/{{apiTokenInstance}}"

payload = {
    "chatId": "-10000000000000",
    "groupName": "New name"
}

response = requests.post(url, json=payload)

print(response.text)
`,"../../../examples/updateGroupName/vba.bas":`Sub UpdateGroupName()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim body As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/updateGroupName/{{apiTokenInstance}}"
    body = "{""chatId"": ""-10000000000000"", ""groupName"": ""New name""}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "application/json"
    http.Send body

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/updateGroupSettings/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/updateGroupSettings/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "-10000000000000",
        "allowParticipantsSendMessages": true,
        "allowParticipantsPinMessages": false
    }""";

var headers = new HttpHeaders();
headers.setContentType(MediaType.APPLICATION_JSON);
var request = new HttpEntity<>(requestBody, headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/updateGroupSettings/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/updateGroupSettings/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "-10000000000000",
        "allowParticipantsSendMessages": true,
        "allowParticipantsPinMessages": false
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
`,"../../../examples/updateGroupSettings/curl.sh":`curl --location '{{apiUrl}}/waInstance{{idInstance}}/updateGroupSettings/{{apiTokenInstance}}' \\
--header 'Content-Type: application/json' \\
--data '{
    "chatId": "-10000000000000",
    "allowParticipantsSendMessages": true,
    "allowParticipantsPinMessages": false
}'
`,"../../../examples/updateGroupSettings/go.go":`//go:build ignore

package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

func main() {
	url := "{{apiUrl}}/waInstance{{idInstance}}/updateGroupSettings/{{apiTokenInstance}}"
	body := strings.NewReader(\`{
    "chatId": "-10000000000000",
    "allowParticipantsSendMessages": true,
    "allowParticipantsPinMessages": false
}\`)
	request, err := http.NewRequest(http.MethodPost, url, body)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
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
`,"../../../examples/updateGroupSettings/js.mjs":`const url = '{{apiUrl}}/waInstance{{idInstance}}/updateGroupSettings/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    chatId: '-10000000000000',
    allowParticipantsSendMessages: true,
    allowParticipantsPinMessages: false,
  }),
});
console.log(await response.text());
`,"../../../examples/updateGroupSettings/php.php":`<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/updateGroupSettings/{{apiTokenInstance}}';
$data = [
    'chatId' => '-10000000000000',
    'allowParticipantsSendMessages' => true,
    'allowParticipantsPinMessages' => false,
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode($data),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/updateGroupSettings/python.py":`import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/updateGroupSettings/{{apiTokenInstance}}"

payload = {
    "chatId": "-10000000000000",
    "allowParticipantsSendMessages": True,
    "allowParticipantsPinMessages": False
}

response = requests.post(url, json=payload)

print(response.text)
`,"../../../examples/updateGroupSettings/vba.bas":`Sub UpdateGroupSettings()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim body As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/updateGroupSettings/{{apiTokenInstance}}"
    body = "{""chatId"": ""-10000000000000"", ""allowParticipantsSendMessages"": true, ""allowParticipantsPinMessages"": false}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "application/json"
    http.Send body

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`,"../../../examples/uploadFile/RestTemplate.java":`var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{mediaUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/uploadFile/")
    .append("{{apiTokenInstance}}");

var headers = new HttpHeaders();
headers.setContentType(MediaType.TEXT_PLAIN);
headers.set("GA-Filename", "a.txt");
var request = new HttpEntity<>(Files.readAllBytes(Path.of("a.txt")), headers);

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.POST, request, String.class);
System.out.println(response.getBody());
`,"../../../examples/uploadFile/Unirest.java":`var requestUrl = new StringBuilder();
requestUrl
    .append("{{mediaUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/uploadFile/")
    .append("{{apiTokenInstance}}");

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "text/plain")
    .header("GA-Filename", "a.txt")
    .body(Files.readAllBytes(Path.of("a.txt")))
    .asString();

System.out.println(response.getBody());
`,"../../../examples/uploadFile/curl.sh":`curl --location '{{mediaUrl}}/waInstance{{idInstance}}/uploadFile/{{apiTokenInstance}}' \\
--header 'Content-Type: text/plain' \\
--header 'GA-Filename: a.txt' \\
--data-binary '@a.txt'
`,"../../../examples/uploadFile/go.go":`//go:build ignore

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
`,"../../../examples/uploadFile/js.mjs":`import { readFile } from 'node:fs/promises';

const url = '{{mediaUrl}}/waInstance{{idInstance}}/uploadFile/{{apiTokenInstance}}';

const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'text/plain', 'GA-Filename': 'a.txt' },
  body: await readFile('a.txt'),
});
console.log(await response.text());
`,"../../../examples/uploadFile/php.php":`<?php

$url = '{{mediaUrl}}/waInstance{{idInstance}}/uploadFile/{{apiTokenInstance}}';

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: text/plain', 'GA-Filename: a.txt'],
    CURLOPT_POSTFIELDS => file_get_contents('a.txt'),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
`,"../../../examples/uploadFile/python.py":`import requests

url = "{{mediaUrl}}/waInstance{{idInstance}}/uploadFile/{{apiTokenInstance}}"

headers = {
    "Content-Type": "text/plain",
    "GA-Filename": "a.txt"
}

with open("a.txt", "rb") as file:
    response = requests.post(url, data=file, headers=headers)

print(response.text)
`,"../../../examples/uploadFile/vba.bas":`Sub UploadFile()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim data As Object

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{mediaUrl}}/waInstance{{idInstance}}/uploadFile/{{apiTokenInstance}}"

    Set data = CreateObject("ADODB.Stream")
    data.Type = 1
    data.Open
    data.LoadFromFile "a.txt"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "text/plain"
    http.setRequestHeader "GA-Filename", "a.txt"
    http.Send data.Read

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
`}),S=[[`curl.sh`,`curl`],[`python.py`,`Python`],[`js.mjs`,`JavaScript`],[`php.php`,`PHP`],[`RestTemplate.java`,`Java · Spring`],[`Unirest.java`,`Java · Unirest`],[`go.go`,`Go`],[`vba.bas`,`VBA`]],C=e=>/^(logout|clear|delete|leave|remove|updateApiToken)/.test(e),w=T();function T(){let e=new Map;for(let[t,n]of Object.entries(x)){let[,r=``,i=``]=t.match(/examples\/(\w+)\/([\w.]+)$/)??[];e.has(r)||e.set(r,new Map),e.get(r).set(i,n)}let t=new Map;for(let[n,r]of[...e].sort(([e],[t])=>e.localeCompare(t))){let e=r.get(`curl.sh`)??``;if(e.includes(`/partner/`))continue;let i=e.match(/--data '([\s\S]*)'\s*$/)?.[1],[,a=``,o=``]=e.match(/\{\{apiTokenInstance\}\}(\/[^'?]*)?(\?[^']*)?'/)??[],s=/--form|--data-binary/.test(e),c=e.match(/--request (\w+)/)?.[1]?.toLowerCase()??(i!==void 0||s?`post`:`get`);t.set(n,{name:n,verb:c,body:i?.replaceAll(`'\\''`,`'`),rest:a,asks:o,upload:s,samples:r})}return t}function E(){n(()=>i(0),[]);let e=[...a.value.values()],t=Number(d.value.get(`instance`)),r=e.find(e=>e.idInstance===t)??e.find(e=>e.state===`authorized`)??e[0],o=w.get(d.value.get(`method`)??``)??w.get(`sendMessage`),s=b(``),f=(e,t=r?.idInstance)=>`/explorer?method=${e}${t?`&instance=${t}`:``}`,p=[...w.keys()].filter(e=>e.toLowerCase().includes(s.value.trim().toLowerCase()));return l(y,{children:[l(`header`,{class:`page-head`,children:l(`h1`,{children:u().nav.explorer})}),l(`p`,{class:`lead`,children:[u().explorer.lead,` `,l(`a`,{href:_.value?.docsUrl??`/docs/api`,target:`_blank`,children:u().explorer.reference})]}),l(`div`,{class:`explorer`,children:[l(`nav`,{class:`card methods`,"aria-label":u().explorer.methods,children:[l(`input`,{type:`search`,"data-search":!0,"aria-label":u().explorer.search,placeholder:u().explorer.search,value:s.value,onInput:e=>{s.value=e.currentTarget.value}}),l(`ul`,{children:p.map(e=>l(`li`,{children:l(`a`,{href:`/console${f(e)}`,"aria-current":e===o.name?`page`:void 0,children:l(`code`,{class:C(e)?`grave`:void 0,children:e})})},e))})]}),l(`div`,{class:`stack`,children:[l(`label`,{class:`field`,children:[l(`span`,{children:u().explorer.instance}),l(`select`,{value:r?.idInstance,onChange:e=>g(f(o.name,Number(e.currentTarget.value)),!0),children:e.slice(0,500).map(e=>l(`option`,{value:e.idInstance,children:[c(e),` · `,e.idInstance]},e.idInstance))})]}),r&&l(D,{method:o,instance:r.idInstance},`${o.name}${r.idInstance}`)]})]})]})}function D({method:n,instance:i}){let a=b(n.body??``),c=b(n.rest+n.asks),d=b(``),g=b(void 0),x=b(!1),w=b(!1),T=b(`curl.sh`),E,D=!1;if(n.body!==void 0)try{E=JSON.parse(a.value)}catch{D=!0}let O=e(i,n.name,E,n.verb,c.value),k=async()=>{w.value=!1,x.value=!0;let e=performance.now(),t=()=>`${Math.round(performance.now()-e)} ms`;try{let e=await v(O);g.value={status:`200 · ${t()}`,text:JSON.stringify(e,null,2)??``,ok:!0}}catch(e){g.value={status:`${e instanceof s?e.status:``} · ${t()}`,text:h(e),ok:!1}}finally{x.value=!1}},A=_.value,j=(e=>e.replaceAll(`{{apiUrl}}`,A?.apiUrl??location.origin).replaceAll(`{{mediaUrl}}`,A?.mediaUrl??location.origin).replaceAll(`{{idInstance}}`,String(i)).replaceAll(`{{apiTokenInstance}}`,d.value||`{{apiTokenInstance}}`))(n.samples.get(T.value)??``);return l(y,{children:[l(`section`,{class:`card`,"aria-label":n.name,children:[l(`header`,{children:l(`h2`,{children:[l(`span`,{class:`verb`,children:n.verb.toUpperCase()}),` `,n.name]})}),l(`p`,{class:`request`,children:l(`code`,{children:[`/waInstance`,i,`/`,n.name,`/`,d.value||`••••`,c.value]})}),(n.rest||n.asks)&&l(`label`,{class:`field`,children:[l(`span`,{children:u().explorer.rest}),l(`input`,{class:`mono`,value:c.value,onInput:e=>{c.value=e.currentTarget.value}})]}),n.body!==void 0&&l(`label`,{class:`field`,children:[l(`span`,{children:u().explorer.body}),l(`textarea`,{class:`mono`,rows:Math.min(14,n.body.split(`
`).length+1),spellcheck:!1,value:a.value,"aria-invalid":D,"data-field":`body`,onInput:e=>{a.value=e.currentTarget.value}})]}),D&&l(`p`,{class:`problem`,children:u().explorer.badJson}),n.upload?l(`p`,{class:`muted`,children:u().explorer.upload}):p.value&&l(`span`,{class:`act`,children:[l(`button`,{type:`button`,class:`button ${C(n.name)?`danger`:`main`}`,disabled:x.value||D,onClick:()=>{C(n.name)?w.value=!0:k()},"data-act":`try`,children:u().explorer.run}),l(f,{call:O})]}),w.value&&l(m,{title:n.name,words:u().explorer.grave,confirm:String(i),close:()=>{w.value=!1},children:e=>l(`button`,{type:`submit`,class:`button danger`,disabled:!e,onClick:k,"data-act":`confirm`,children:u().explorer.run})}),g.value&&l(`div`,{class:`answer`,"aria-live":`polite`,children:[l(`p`,{class:g.value.ok?`status delivered`:`status failed`,children:g.value.status}),l(`pre`,{class:`json`,tabIndex:0,children:g.value.text})]})]}),l(`section`,{class:`card`,"aria-label":u().explorer.samples,children:[l(`header`,{children:[l(`h2`,{children:u().explorer.samples}),l(`div`,{class:`side`,children:d.value?l(`button`,{type:`button`,class:`button quiet`,onClick:()=>{d.value=``},children:u().settings.hideToken}):l(t,{kind:`quiet`,name:`show-token`,call:o(`post`,`/v1/instances/{idInstance}/token/show`,{path:{idInstance:i}}),done:e=>{d.value=e.apiTokenInstance},children:u().explorer.fillToken})})]}),l(`div`,{class:`kinds`,role:`group`,"aria-label":u().explorer.language,children:S.filter(([e])=>n.samples.has(e)).map(([e,t])=>l(`button`,{type:`button`,class:`chip`,"aria-pressed":T.value===e,"data-language":e,onClick:()=>{T.value=e},children:t},e))}),l(`pre`,{class:`json`,tabIndex:0,"data-sample":!0,children:j}),l(r,{text:j,label:u().explorer.copySample})]})]})}export{E as default};