import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/logout/{{apiTokenInstance}}"

response = requests.get(url)

print(response.text)
