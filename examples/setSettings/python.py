import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/setSettings/{{apiTokenInstance}}"

payload = {
    "delaySendMessagesMilliseconds": 3000,
    "incomingWebhook": "yes"
}

response = requests.post(url, json=payload)

print(response.text)
