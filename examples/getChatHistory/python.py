import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/getChatHistory/{{apiTokenInstance}}"

payload = {
    "chatId": "10000000",
    "count": 10
}

response = requests.post(url, json=payload)

print(response.text)
