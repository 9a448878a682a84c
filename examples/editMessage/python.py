import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/editMessage/{{apiTokenInstance}}"

payload = {
    "chatId": "10000000",
    "idMessage": "1763115112346",
    "message": "new text"
}

response = requests.post(url, json=payload)

print(response.text)
