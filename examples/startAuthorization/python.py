import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/startAuthorization/{{apiTokenInstance}}"

payload = {
    "phoneNumber": 79876543210
}

response = requests.post(url, json=payload)

print(response.text)
