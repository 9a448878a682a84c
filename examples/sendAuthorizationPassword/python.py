import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/sendAuthorizationPassword/{{apiTokenInstance}}"

payload = {
    "password": "secret"
}

response = requests.post(url, json=payload)

print(response.text)
