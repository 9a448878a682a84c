import requests

url = "{{apiUrl}}/partner/deleteInstanceAccount/{{partnerToken}}"

payload = {
    "idInstance": 4900000002
}

response = requests.post(url, json=payload)

print(response.text)
