import requests

url = "{{apiUrl}}/waInstance{{idInstance}}/setProfilePicture/{{apiTokenInstance}}"

payload = {}
files = {
    "file": ("picture.jpg", open("picture.jpg", "rb"), "image/jpeg")
}

response = requests.post(url, data=payload, files=files)

print(response.text)
