import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/deleteMessage/{{apiTokenInstance}}"

payload = {
    "chatId": "10000000",
    "idMessage": "1763115112346"
}

response = requests.post(url, json=payload)

print(response.text)
