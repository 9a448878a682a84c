import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/lastIncomingMessages/{{apiTokenInstance}}?minutes=1440"

response = requests.get(url)

print(response.text)
