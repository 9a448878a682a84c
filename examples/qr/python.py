import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/qr/{{apiTokenInstance}}"

response = requests.get(url)

print(response.text)
