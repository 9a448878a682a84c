import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/receiveNotification/{{apiTokenInstance}}?receiveTimeout=5"

response = requests.get(url)

print(response.text)
