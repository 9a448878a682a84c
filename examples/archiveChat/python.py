import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/archiveChat/{{apiTokenInstance}}"

payload = {
    "chatId": "10000000"
}

response = requests.post(url, json=payload)

print(response.text)
