import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/lastOutgoingMessages/{{apiTokenInstance}}?minutes=1440"

response = requests.get(url)

print(response.text)
