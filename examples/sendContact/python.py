import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/sendContact/{{apiTokenInstance}}"

payload = {
    "chatId": "10000000",
    "contact": {
        "phoneContact": 79876543210,
        "firstName": "Example",
        "company": "Acme"
    }
}

response = requests.post(url, json=payload)

print(response.text)
