import requests

url = "{{apiUrl}}/partner/createInstance/{{partnerToken}}"

payload = {
    "name": "shop",
    "delaySendMessagesMilliseconds": 3000
}

response = requests.post(url, json=payload)

print(response.text)
