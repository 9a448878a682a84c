import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/getAccountSettings/{{apiTokenInstance}}"

response = requests.get(url)

print(response.text)
