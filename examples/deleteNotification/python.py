import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/deleteNotification/{{apiTokenInstance}}/1234567"

response = requests.delete(url)

print(response.text)
