import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/createGroup/{{apiTokenInstance}}"

payload = {
    "groupName": "Team",
    "chatIds": ["10000000"],
    "type": "supergroup"
}

response = requests.post(url, json=payload)

print(response.text)
