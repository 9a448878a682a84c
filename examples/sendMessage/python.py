import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/sendMessage/{{apiTokenInstance}}"

payload = {
    "chatId": "10000000",
    "message": "test"
}

response = requests.post(url, json=payload)

print(response.text)
