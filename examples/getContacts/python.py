import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/getContacts/{{apiTokenInstance}}?count=100"

response = requests.get(url)

print(response.text)
