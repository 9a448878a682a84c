import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/sendPoll/{{apiTokenInstance}}"

payload = {
    "chatId": "10000000",
    "message": "Which colour?",
    "options": ["green", "blue"]
}

response = requests.post(url, json=payload)

print(response.text)
