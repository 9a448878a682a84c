import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/forwardMessages/{{apiTokenInstance}}"

payload = {
    "chatId": "10000000",
    "chatIdFrom": "10000000",
    "messages": ["1763115112345", "1763115112346"]
}

response = requests.post(url, json=payload)

print(response.text)
