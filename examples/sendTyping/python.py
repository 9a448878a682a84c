import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/sendTyping/{{apiTokenInstance}}"

payload = {
    "chatId": "10000000",
    "typingTime": 5000,
    "typingType": "text"
}

response = requests.post(url, json=payload)

print(response.text)
