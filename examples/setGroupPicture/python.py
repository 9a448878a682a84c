import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/setGroupPicture/{{apiTokenInstance}}"

payload = {
    "chatId": "-10000000000000"
}
files = {
    "file": ("picture.jpg", open("picture.jpg", "rb"), "image/jpeg")
}

response = requests.post(url, data=payload, files=files)

print(response.text)
