import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/sendLocation/{{apiTokenInstance}}"

payload = {
    "chatId": "10000000",
    "nameLocation": "Restaurant",
    "address": "12 Example Street",
    "latitude": 55.75,
    "longitude": 37.61
}

response = requests.post(url, json=payload)

print(response.text)
