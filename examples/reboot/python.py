import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/reboot/{{apiTokenInstance}}"

response = requests.get(url)

print(response.text)
