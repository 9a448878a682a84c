var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/setGroupPicture/")
    .append("{{apiTokenInstance}}");

var response = Unirest.post(requestUrl.toString())
    .field("chatId", "-10000000000000")
    .field("file", new File("picture.jpg"))
    .asString();

System.out.println(response.getBody());
