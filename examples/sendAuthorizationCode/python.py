import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/sendAuthorizationCode/{{apiTokenInstance}}"

payload = {
    "code": "12345"
}

response = requests.post(url, json=payload)

print(response.text)
