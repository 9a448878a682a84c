import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/getGroupData/{{apiTokenInstance}}"

payload = {
    "chatId": "-10000000000000"
}

response = requests.post(url, json=payload)

print(response.text)
