import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/getMessage/{{apiTokenInstance}}"

payload = {
    "chatId": "10000000",
    "idMessage": "1763115112345"
}

response = requests.post(url, json=payload)

print(response.text)
