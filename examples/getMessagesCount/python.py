import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/getMessagesCount/{{apiTokenInstance}}"

response = requests.get(url)

print(response.text)
