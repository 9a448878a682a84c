var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/setProfilePicture/")
    .append("{{apiTokenInstance}}");

var response = Unirest.post(requestUrl.toString())
    .field("file", new File("picture.jpg"))
    .asString();

System.out.println(response.getBody());
