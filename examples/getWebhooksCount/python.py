import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/getWebhooksCount/{{apiTokenInstance}}"

response = requests.get(url)

print(response.text)
