import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/updateGroupName/{{apiTokenInstance}}"

payload = {
    "chatId": "-10000000000000",
    "groupName": "New name"
}

response = requests.post(url, json=payload)

print(response.text)
