import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/getChats/{{apiTokenInstance}}?count=100"

response = requests.get(url)

print(response.text)
