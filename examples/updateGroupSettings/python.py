import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/updateGroupSettings/{{apiTokenInstance}}"

payload = {
    "chatId": "-10000000000000",
    "allowParticipantsSendMessages": True,
    "allowParticipantsPinMessages": False
}

response = requests.post(url, json=payload)

print(response.text)
