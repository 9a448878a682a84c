import requests

url = "{{apiUrl}}/partner/getInstances/{{partnerToken}}"

response = requests.get(url)

print(response.text)
