import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/setGroupAdmin/{{apiTokenInstance}}"

payload = {
    "chatId": "-10000000000000",
    "participantChatId": "10000000"
}

response = requests.post(url, json=payload)

print(response.text)
